/** What the host lays out for the guest's engine: settings, a key set, a code that it signs and one that it does not. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../tools/issuer/cli.ts';
import { CODE_FILE, FOREIGN_CODE_FILE, SETTINGS_FILE } from './prepared-files.ts';

const KEY_SET_FILE = 'keys.json';

/** Seeds of the issuer's keys: one that the terminal trusts, one that it does not. */
const OWN = 'vm';
const STRANGER = 'vm stranger';

/** Writes all of it into a folder. */
export function prepare(dir: string): void {
  issue(['key-set', '--workshop', OWN, '--out', join(dir, KEY_SET_FILE)]);
  for (const [file, seed] of [[CODE_FILE, OWN], [FOREIGN_CODE_FILE, STRANGER]] as const) writeFileSync(join(dir, file), issue(['code', '--workshop', seed]));
  const settings = {
    terminal: { id: 'VM-01', lane: '01', port: 'barrier-gate', direction: 'to-guangdong' },
    dataDir: 'data',
    keySetFile: KEY_SET_FILE,
    staff: { signIn: 'none' },
  };
  writeFileSync(join(dir, SETTINGS_FILE), JSON.stringify(settings));
}

function issue(args: readonly string[]): string {
  const lines: string[] = [];
  const code = run(args, { out: (line) => void lines.push(line), err: (text) => void lines.push(text) });
  if (code !== 0) throw new Error(`issuer ${args.join(' ')}: ${lines.join(' ')}`);
  return lines.join('\n');
}
