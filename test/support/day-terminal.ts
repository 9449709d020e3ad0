/** A terminal on which a test plays a whole day: the real window, an engine whose clock the test moves, and a world that does things to it. */
import { mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openChromiumShell } from '../../electron/chromium.ts';
import { forkEngine } from '../../electron/forked-engine.ts';
import { offsetFile, socketFile } from './day-control.ts';
import { textOf } from './terminal-window.ts';
import { rawDatabase } from './raw-database.ts';

const DAY_ENGINE = fileURLToPath(new URL('day-engine.ts', import.meta.url));

export interface DayTerminal {
  readonly page: Page;
  readonly dataDir: string;
  /** Where the window saves files. */
  readonly downloadsDir: string;
  readonly text: (key: string) => string;
  /** The day's wall time, UTC milliseconds. */
  now(): number;
  /** Goes to a time of the day, `HH:MM` in Macau. @throws Error when it is past. */
  goTo(time: string): void;
  pass(ms: number): void;
  /** Holds a text before the scanner. */
  present(text: string): Promise<void>;
  gateway(state: 'up' | 'down'): Promise<void>;
  /** kill -9 of the engine process. */
  kill(): void;
  /** Rows of the terminal's database, read beside the engine. */
  rows<T>(sql: string, parameters?: object): T[];
  /** The file with what the engine process wrote to its standard output and error. */
  readonly outputFile: string;
  close(): Promise<void>;
}

/**
 * @param dir - of the test's own; the caller removes it.
 * @param date - the day, `YYYY-MM-DD` in Macau; it begins at `begin`.
 */
export async function openDayTerminal({ dir, date, begin, keysSeed }: { readonly dir: string; readonly date: string; readonly begin: string; readonly keysSeed: string }): Promise<DayTerminal> {
  const [dataDir, controlDir, downloadsDir] = [join(dir, 'terminal'), join(dir, 'control'), join(dir, 'downloads')];
  mkdirSync(controlDir);
  const outputFile = join(controlDir, 'output.log');
  const output = openSync(outputFile, 'a', 0o600);
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const setOffset = (ms: number): void => {
    offset = ms;
    // Put there whole: the engine reads it at any moment.
    writeFileSync(`${offsetFile(controlDir)}.new`, offset.toString());
    renameSync(`${offsetFile(controlDir)}.new`, offsetFile(controlDir));
  };
  const at = (time: string): number => Date.parse(`${date}T${time}:00+08:00`);
  setOffset(at(begin) - Date.now());

  let pid: number | undefined;
  const shell = await openChromiumShell({
    engineEntry: DAY_ENGINE,
    engineArgs: [dataDir, controlDir, keysSeed],
    downloadsDir,
    headless: true,
    viewport: { width: 1280, height: 800 },
    startEngine: (entry) => {
      const child = forkEngine(entry, output);
      ({ pid } = child);
      return child;
    },
  });
  const { page } = shell;
  page.setDefaultTimeout(60_000);
  const post = (path: string, body: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath: socketFile(controlDir), path, method: 'POST' }, (response) => {
        response.resume();
        if (response.statusCode === 204) resolve();
        else reject(new Error(`${path}: answered ${response.statusCode ?? '?'}`));
      });
      asked.on('error', reject);
      asked.end(body);
    });
  return {
    page,
    dataDir,
    downloadsDir,
    outputFile,
    text: (key) => textOf('en', key),
    now,
    goTo(time) {
      const ahead = at(time) - now();
      if (ahead < 0) throw new Error(`${time} is past`);
      setOffset(offset + ahead);
    },
    pass: (ms) => setOffset(offset + ms),
    present: (code) => post('/present', code),
    gateway: (state) => post('/gateway', state),
    kill() {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    rows<T>(sql: string, parameters: object = {}): T[] {
      const db = rawDatabase(join(dataDir, 'portas.db'), { readonly: true });
      try {
        return db.prepare(sql).all(parameters) as T[];
      } finally {
        db.close();
      }
    },
    close: () => shell.close(),
  };
}
