/** A trust ceremony's folder of keys and files, and the command line to run it with. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { TRAVELLER_PURPOSE } from '../../core/desk/examine.ts';
import { DAY_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { buildKeySet } from '../../tools/issuer/key-set-file.ts';
import { run } from '../../tools/trust/cli.ts';
import { writeKeyFiles } from '../../tools/trust/key-file.ts';
import { signingKeyFromSeed } from '../../tools/trust/signing-key.ts';
import { tempDir } from './temp-dir.ts';

export const AT = utcMillis(Date.UTC(2026, 5, 1, 8));
/** As the command line takes it. */
export const toTimeText = (at: UtcMillis): string => new Date(at).toISOString().replace('.000', '');

export interface Ceremony {
  readonly dir: string;
  /** The repository's folder. */
  readonly folder: string;
  /** Runs a command at {@link AT} or another instant. @returns exit code, and what was said. */
  trust(args: readonly string[], at?: UtcMillis): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
  /** Path of a holder's secret key; a public one has `.pub` behind it. */
  key(holder: string): string;
  /** Writes a file of the ceremony. @returns its path. */
  file(name: string, content: string | object): string;
}

/** Key files of three holders each for root and targets, a few to spare, and the two machines. */
export const HOLDERS = ['Root A', 'Root B', 'Root C', 'Root D', 'Targets A', 'Targets B', 'Targets C', 'Targets D', 'Snapshot', 'Snapshot 2', 'Timestamp', 'Timestamp 2'] as const;

export function openCeremony(passphrases: readonly string[] = []): Ceremony {
  const dir = tempDir();
  mkdirSync(join(dir, 'keys'));
  const key = (holder: string): string => join(dir, 'keys', holder.toLowerCase().replaceAll(' ', '-'));
  for (const holder of HOLDERS) writeKeyFiles(key(holder), { ...signingKeyFromSeed(holder), holder }, null);
  const answers = [...passphrases];
  return {
    dir,
    folder: join(dir, 'repository'),
    key,
    async trust(args, at = AT) {
      const out: string[] = [];
      const err: string[] = [];
      const timed = ['init', 'add', 'remove', 'renew', 'rotate', 'publish', 'usb', 'verify'].includes(args[0] ?? '') ? ['--at', toTimeText(at)] : [];
      const ask = (): Promise<string> => Promise.resolve(answers.shift() ?? '');
      const code = await run([...args, ...timed], { out: (line) => out.push(line), err: (text) => err.push(text) }, { ask });
      return { code, out: out.join('\n'), err: err.join('') };
    },
    file(name, content) {
      writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
      return join(dir, name);
    },
  };
}

/** A key set that terminals take. */
export function keySetFile(issuer = 'MO', sequence = 1): object {
  const { publicKey } = generateKeyPairSync('ed25519');
  const validity = { validFrom: AT, validUntil: utcMillis(AT + 365 * DAY_MS) };
  return buildKeySet({ sequence, issuedAt: AT, keys: [{ issuer, keyId: 'a1', publicKey, purposes: [TRAVELLER_PURPOSE], ...validity }] });
}

export const ruleSetFile = (): string => readFileSync(new URL('../../resources/rules/default-rules.json', import.meta.url), 'utf8');

const publicKeys = (ceremony: Ceremony, holders: readonly string[]): readonly string[] => holders.map((holder) => `${ceremony.key(holder)}.pub`);

/** Stages a repository of a key set and a rule set: 2 of 3 for root and targets. */
export async function stageFirst(ceremony: Ceremony): Promise<void> {
  const roles = [
    ['--root', ...publicKeys(ceremony, ['Root A', 'Root B', 'Root C'])],
    ['--targets', ...publicKeys(ceremony, ['Targets A', 'Targets B', 'Targets C'])],
    ['--snapshot', ...publicKeys(ceremony, ['Snapshot'])],
    ['--timestamp', ...publicKeys(ceremony, ['Timestamp'])],
  ].flat();
  await mustRun(ceremony, ['init', ceremony.folder, ...roles]);
  await mustRun(ceremony, ['add', ceremony.folder, ceremony.file('macau.json', keySetFile()), '--kind', 'key-set']);
  await mustRun(ceremony, ['add', ceremony.folder, ceremony.file('june.json', ruleSetFile()), '--kind', 'rules']);
}

/** Signs a staged file by these holders. */
export async function sign(ceremony: Ceremony, name: 'root' | 'targets', holders: readonly string[]): Promise<void> {
  for (const holder of holders) await mustRun(ceremony, ['sign', join(ceremony.folder, 'staged', `${name}.json`), '--key', ceremony.key(holder)]);
}

export const onlineKeys = (ceremony: Ceremony): readonly string[] => ['--snapshot-key', ceremony.key('Snapshot'), '--timestamp-key', ceremony.key('Timestamp')];

/** The first publication, with everything in order. */
export async function publishFirst(ceremony: Ceremony): Promise<void> {
  await stageFirst(ceremony);
  await sign(ceremony, 'root', ['Root A', 'Root B']);
  await sign(ceremony, 'targets', ['Targets A', 'Targets C']);
  await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)]);
}

export async function mustRun(ceremony: Ceremony, args: readonly string[], at: UtcMillis = AT): Promise<string> {
  const { code, out, err } = await ceremony.trust(args, at);
  if (code !== 0) throw new Error(`trust ${args.join(' ')}: ${err}`);
  return out;
}
