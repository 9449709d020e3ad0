/**
 * The signed repository of a drill: a server that the terminal asks, and a folder as it comes on a USB stick, one version ahead, to try an import with.
 * Signed with keys that everybody can make; only a drill begins with their root.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/model/clock.ts';
import { durationMs, MINUTE_MS, utcMillis } from '../../core/model/units.ts';
import type { RuleSet } from '../../core/rules/rule-set.ts';
import type { SignedTrustSettings } from '../../core/signed-trust.ts';
import { toBytes } from '../trust/metadata.ts';
import { createRepository, publish } from '../trust/repository.ts';
import { writeRepository } from '../trust/repository-files.ts';
import { roleKeysFromSeed } from '../trust/roles.ts';
import { serveRepository } from '../trust/serve.ts';

/** Folder of the stick, below the drill's data directory. */
export const STICK_FOLDER = 'usb-stick';
/** Seed of the keys that sign. */
export const DRILL_SEED = 'drill';
/** The same root at every start, so that it never ends while drills are held. */
const ROOT_EXPIRES = utcMillis(Date.UTC(2100, 0, 1));

export interface DrillTrustOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** In the form of docs/formats/key-set.md. */
  readonly keySet: object;
  readonly ruleSet: RuleSet;
  readonly sealingKey: { readonly keyId: string; readonly publicKeyBase64: string };
}

export interface DrillTrust {
  readonly settings: SignedTrustSettings;
  close(): Promise<void>;
}

/** Signs what the drill's terminal is to trust, serves it, and lays the stick out. */
export async function openDrillTrust({ dataDir, clock, keySet, ruleSet, sealingKey }: DrillTrustOptions): Promise<DrillTrust> {
  // A drill's keys end with it: what an earlier one has installed would be trusted by mistake.
  rmSync(join(dataDir, 'trust'), { recursive: true, force: true });
  const at = clock.now();
  // The terminal remembers the highest versions it had in earlier drills.
  const version = Math.floor(at / 1_000);
  const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
  const signers = roleKeysFromSeed(DRILL_SEED);
  const repository = createRepository({
    at,
    signers,
    versions: { timestamp: version, snapshot: version, targets: version },
    expires: { root: ROOT_EXPIRES },
    targets: [
      { path: 'keys/drill.json', content: json(keySet), custom: { kind: 'key-set' } },
      { path: 'rules/waiting.json', content: Buffer.from(ruleSet.content), custom: { kind: 'rules' } },
      { path: 'gateway.json', content: json({ type: 'portas-gateway', version: 1, sealingKey }), custom: { kind: 'gateway' } },
    ],
  });
  const folder = join(dataDir, 'drill-repository');
  const stick = join(dataDir, STICK_FOLDER);
  for (const old of [folder, stick]) rmSync(old, { recursive: true, force: true });
  writeRepository(folder, repository);
  writeRepository(stick, publish(repository, { at, signers, add: [{ path: 'policy.json', content: json({ type: 'portas-policy', version: 1 }), custom: { kind: 'policy' } }] }));
  const server = await serveRepository(folder);
  return {
    settings: { root: toBytes(repository.roots[0]), url: server.url, every: durationMs(15 * MINUTE_MS), firstSetFolder: null },
    close: () => server.close(),
  };
}
