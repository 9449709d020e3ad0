/** Imports folders one after the other, for a test that kills it: one line, in one write, for each word of progress, between the disk's own steps. */
import { writeSync } from 'node:fs';
import { startTrustTerminal, TECHNICIAN } from './trust-terminal.ts';

const [dataDir = '', ...folders] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const terminal = await startTrustTerminal(dataDir, { told: ({ phase, files }) => say(`${phase} ${files}`), installed: (version) => say(`installed ${version}`) });
for (const folder of folders) await terminal.distribution.importFolder(folder, TECHNICIAN);
await terminal.close();
