/**
 * Imports folders one after the other, for a test that kills it: one line, in one write, for each word of progress, between the disk's own steps. After one
 * line it waits for a byte on its standard input, so that whoever kills it cannot come too late. Arguments: data directory, number of that line, folders.
 */
import { readSync, writeSync } from 'node:fs';
import { startTrustTerminal, TECHNICIAN } from './trust-terminal.ts';

const [dataDir = '', waitAfter = '', ...folders] = process.argv.slice(2);
let lines = 0;
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
  if (lines++ === Number(waitAfter)) readSync(0, Buffer.alloc(1));
};

const terminal = await startTrustTerminal(dataDir, { told: ({ phase, files }) => say(`${phase} ${files}`), installed: (version) => say(`installed ${version}`) });
for (const folder of folders) await terminal.distribution.importFolder(folder, TECHNICIAN);
await terminal.close();
