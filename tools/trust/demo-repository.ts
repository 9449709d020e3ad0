/** A signed set for demonstrations and drills in one call. Its keys come from a seed: whoever reads this page has them, so it is for nothing else. */
import type { UtcMillis } from '../../core/model/units.ts';
import { toBytes } from './metadata.ts';
import { type NewTarget, type TrustRepository, createRepository, publish } from './repository.ts';
import { type RoleName, roleKeysFromSeed } from './roles.ts';
import { toTarget } from './target-places.ts';

/** Files by name, as JSON or as bytes. */
type Files = Readonly<Record<string, object>>;

export interface DemoContent {
  /** `keys/<name>`, at least one. */
  readonly keySets: Files;
  /** `rules/<name>`. */
  readonly rules?: Files;
  readonly policy?: object;
  readonly gateway?: object;
  readonly deviceProfiles?: object;
  /** Whatever else, as `toTarget` makes it. */
  readonly others?: readonly NewTarget[];
}

export interface DemoOptions {
  readonly at: UtcMillis;
  /** The same seed makes the same keys. */
  readonly seed?: string;
  /** In place of the usual lifetimes. */
  readonly expires?: Partial<Record<RoleName, UtcMillis>>;
  /** The state before: the new one is its successor. */
  readonly after?: TrustRepository;
}

export interface DemoRepository {
  readonly repository: TrustRepository;
  /** Root metadata to install terminals with: version 1. */
  readonly root: Buffer;
}

/** Signs the content as version 1 of a repository, or as the next version of the one before. */
export function createDemoRepository(content: DemoContent, { at, seed = 'demo', expires = {}, after }: DemoOptions): DemoRepository {
  const targets = toTargets(content);
  const step = { at, signers: roleKeysFromSeed(seed), expires };
  const gone = [...(after?.content.keys() ?? [])].filter((path) => !targets.some((target) => target.path === path));
  const repository = after === undefined ? createRepository({ ...step, targets }) : publish(after, { ...step, add: targets, remove: gone });
  return { repository, root: toBytes(repository.roots[0]) };
}

function toTargets({ keySets, rules = {}, policy, gateway, deviceProfiles, others = [] }: DemoContent): readonly NewTarget[] {
  const single = (kind: 'policy' | 'gateway' | 'device-profiles', file: object | undefined): readonly NewTarget[] => (file === undefined ? [] : [toTarget(kind, '', bytesOf(file))]);
  return [
    ...Object.entries(keySets).map(([name, file]) => toTarget('key-set', name, bytesOf(file))),
    ...Object.entries(rules).map(([name, file]) => toTarget('rules', name, bytesOf(file))),
    ...single('policy', policy),
    ...single('gateway', gateway),
    ...single('device-profiles', deviceProfiles),
    ...others,
  ];
}

const bytesOf = (file: object): Uint8Array => (file instanceof Uint8Array ? file : Buffer.from(`${JSON.stringify(file, null, 1)}\n`));
