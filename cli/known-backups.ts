/** Which backups of a terminal were written where, so that a wipe finds them. */
import { readPrivateFile, writePrivateFile } from '../core/terminal/data-dir.ts';

const LIST = 'backups.json';

function knownBackups(dataDir: string): readonly string[] {
  const raw = readPrivateFile(dataDir, LIST);
  const list: unknown = raw === null ? [] : JSON.parse(raw.toString('utf8'));
  return Array.isArray(list) ? list.filter((file) => typeof file === 'string') : [];
}

/** Their keys too, which go first. */
export const backupFiles = (dataDir: string): readonly string[] => knownBackups(dataDir).flatMap((file) => [`${file}.key`, file]);

export function noteBackup(dataDir: string, file: string): void {
  writePrivateFile(dataDir, LIST, JSON.stringify([...new Set([...knownBackups(dataDir), file])]));
}
