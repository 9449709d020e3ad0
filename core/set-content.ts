/**
 * What a signed set holds for this terminal: each target parsed by its kind, and all of them seen together. A set with one target that is not sound is
 * refused whole. docs/formats/trust-set.md. Composes.
 */
import * as z from 'zod';
import { parseSealingKey, type SealingKey } from './convert/seal.ts';
import { type KeyListFile, type KeyLists, type ListFiles, type LogLine, toKeySet } from './key-lists.ts';
import { PortasFault } from './model/fault.ts';
import { type UtcMillis, utcMillis } from './model/units.ts';
import { parseOfferedRuleSet, parseRuleSet, type RuleSet } from './rules/rule-set.ts';
import { requireSoundRules } from './rules/sound-rules.ts';
import { type DeviceProfiles, parseDeviceProfiles } from './scan/device-profiles.ts';
import { describeIssue, type KeySet, parseKeySet, parseTrustJson } from './trust/key-set.ts';
import { IssuerNames, MAX_KEY_SET_BYTES } from './trust/key-set-file.ts';
import { MAX_POLICY_BYTES, parsePolicy, type Policy } from './trust/distribution/policy-file.ts';
import type { CheckStage, SetContent } from './trust/distribution/signed-set.ts';
import type { Target, TargetKind } from './trust/distribution/targets.ts';
import { MAX_UPDATE_MANIFEST_BYTES, parseUpdateManifest, type UpdateManifest } from './trust/distribution/update-manifest.ts';

/** A parsed set. */
export interface TerminalSet extends SetContent {
  readonly keys: KeySet;
  /** In the order of their names; may be none. */
  readonly ruleSets: readonly RuleSet[];
  /** Null: the terminal's own. */
  readonly profiles: DeviceProfiles | null;
  /** Null: that of the settings. */
  readonly sealingKey: SealingKey | null;
  /** Null: that which holds where none was signed. */
  readonly policy: Policy | null;
  /** Update manifests by name. */
  readonly updates: ReadonlyMap<string, UpdateManifest>;
}

/** Kinds that a set has once at most: by their names they cannot be more. */
type SingleKind = Extract<TargetKind, 'policy' | 'device-profiles' | 'gateway'>;

const IssuerTerms = z.looseObject({ issuer: z.string().min(1).max(200), names: IssuerNames.optional() });
const GatewayFile = z.strictObject({
  type: z.literal('portas-gateway'),
  version: z.literal(1),
  sealingKey: z.strictObject({ keyId: z.string(), publicKeyBase64: z.string() }),
});

export interface CheckParts {
  readonly at: UtcMillis;
  readonly stage: CheckStage;
  readonly log: LogLine;
}

/**
 * Parses all targets.
 * @throws PortasFault that names target and fault: any that does not parse, no key set among them, a list of withdrawn codes of an issuer that has no keys;
 * of an offered set also rules that do not keep their own scenarios, or cannot be told apart.
 */
export function checkTerminalSet(targets: readonly Target[], { at, stage, log }: CheckParts): TerminalSet {
  const of = (kind: TargetKind): readonly Target[] => targets.filter((target) => target.kind === kind);
  const single = (kind: SingleKind): Target | null => of(kind)[0] ?? null;
  if (of('key-set').length === 0) throw new PortasFault('key-set-invalid', 'keys/: expected a target of kind key-set at least');
  const own = of('key-set').map(({ name, read }) => parseKeySet(parseTrustJson(read(), name), name));
  const signedAt = utcMillis(Math.max(...own.map(({ issuedAt }) => issuedAt)));
  const keys = toKeySet(toLists(of, own, signedAt), at, log);
  const parseRules = stage === 'offered' ? parseOfferedRuleSet : parseRuleSet;
  const ruleSets = of('rules').map(({ name, read }) => parseRules(parseTrustJson(read(), name), name));
  if (stage === 'offered') requireSoundRules(ruleSets);
  const policy = single('policy');
  const profiles = single('device-profiles');
  const gateway = single('gateway');
  return {
    signedAt,
    keys,
    ruleSets,
    profiles: profiles === null ? null : parseDeviceProfiles(profiles.read().toString('utf8'), profiles.name),
    sealingKey: gateway === null ? null : toSealingKey(gateway),
    policy: policy === null ? null : parsePolicy(parseTrustJson(readBounded(policy, MAX_POLICY_BYTES), policy.name), policy.name),
    updates: new Map(of('app-update').map((each) => [each.name, parseUpdateManifest(parseTrustJson(readBounded(each, MAX_UPDATE_MANIFEST_BYTES), each.name), each.name)])),
  };
}

/** The lists among the targets. They state no age of their own, so they are as old as the key sets they come with. */
function toLists(of: (kind: TargetKind) => readonly Target[], keySets: readonly KeySet[], issuedAt: UtcMillis): KeyLists {
  const shc = of('shc-keys').map((target) => ({ ...termsOf(target), keys: toFile(target, issuedAt) }));
  const vdsNc = of('vds-nc-authorities').map((target) => ({ issuer: termsOf(target).issuer, certificates: toFile(target, issuedAt) }));
  const shcRevocations = byIssuer(of('shc-revocation'), shc);
  const vdsNcRevocations = byIssuer(of('vds-nc-revocation'), vdsNc);
  return {
    keySets,
    dccTrustLists: of('dcc-trust-list').map((target) => toFile(target, issuedAt)),
    dccRevocations: toListFiles(of('dcc-revocation')),
    shcIssuers: shc.map((each) => ({ ...each, revocations: toListFiles(shcRevocations.get(each.issuer) ?? []) })),
    nzcpIssuers: of('nzcp-document').map((target) => ({ ...termsOf(target), document: toFile(target, issuedAt) })),
    vdsNcAuthorities: vdsNc.map((each) => ({ ...each, revocationLists: (vdsNcRevocations.get(each.issuer) ?? []).map((list) => toFile(list, issuedAt)) })),
    sealSigners: of('seal-signers').map((target) => toFile(target, issuedAt)),
  };
}

/** Lists by the issuer they are of, which must have its keys in the set: a list without is a mistake somebody has to hear of. */
function byIssuer(targets: readonly Target[], issuers: readonly { readonly issuer: string }[]): ReadonlyMap<string, readonly Target[]> {
  for (const target of targets) {
    const { issuer } = termsOf(target);
    if (!issuers.some((each) => each.issuer === issuer)) throw invalid(target, `custom.issuer: expected an issuer whose keys are in the set, found ${issuer}`);
  }
  return Map.groupBy(targets, (target) => termsOf(target).issuer);
}

const toFile = ({ name, read }: Target, issuedAt: UtcMillis): KeyListFile => ({ origin: name, bytes: read(), issuedAt });

function toListFiles(targets: readonly Target[]): ListFiles | null {
  const [first] = targets;
  if (first === undefined) return null;
  const origin = first.name.slice(0, first.name.lastIndexOf('/'));
  return { origin, files: targets.map((target) => ({ name: target.name, read: (maxBytes) => readBounded(target, maxBytes) })) };
}

function readBounded(target: Target, maxBytes: number): Buffer {
  if (target.length > maxBytes) throw invalid(target, `has ${target.length} bytes, at most ${maxBytes} expected`);
  return target.read();
}

/** Issuer and names that stand beside a target. */
function termsOf(target: Target): { readonly issuer: string; readonly names?: IssuerNames | undefined } {
  const parsed = IssuerTerms.safeParse(target.custom);
  if (!parsed.success) throw invalid(target, `custom.${describeIssue(parsed.error.issues)}`);
  const { issuer, names } = parsed.data;
  return { issuer, names };
}
type IssuerNames = z.infer<typeof IssuerNames>;

function toSealingKey(target: Target): SealingKey {
  const parsed = GatewayFile.safeParse(parseTrustJson(readBounded(target, MAX_KEY_SET_BYTES), target.name));
  if (!parsed.success) throw invalid(target, describeIssue(parsed.error.issues));
  return parseSealingKey(parsed.data.sealingKey);
}

const invalid = ({ name }: Target, what: string): PortasFault => new PortasFault('key-set-invalid', `${name}: ${what}`);
