import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../cli/portas.ts';

/** What a command said and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of `npm run portas`; `answers` are given to what it asks, in order, and after the last nobody is there. */
export async function portas(args: readonly string[], answers: readonly string[] = []): Promise<Said> {
  const lines: string[] = [];
  let err = '';
  const waiting = [...answers];
  const code = await run(args, {
    out: (line) => void lines.push(line),
    err: (text) => {
      err += text;
    },
    ask: () => Promise.resolve(waiting.shift() ?? null),
  });
  return { code, out: lines.join('\n'), err };
}

/** Writes the settings file of a terminal whose data are in `dataDir`; returns its name. */
export function settingsFile(dir: string, dataDir: string, id = 'QMB-07'): string {
  const file = join(dir, `${id}.json`);
  writeFileSync(file, JSON.stringify({ terminal: { id, lane: '7', port: 'qingmao', direction: 'to-guangdong' }, dataDir, keySetFile: 'keys.json' }));
  return file;
}
