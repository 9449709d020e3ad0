import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listTrustFiles, parseJsonFiles } from '../../../core/trust/json-files.ts';
import { tempDir } from '../../support/temp-dir.ts';

const LIMITS = { maxFiles: 2, maxFileBytes: 8, maxBytes: 12 };
const read = (path: string) => [...parseJsonFiles(listTrustFiles(path), path, LIMITS)];

/** A folder of files by name and content. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const dir = tempDir();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return dir;
}

describe('reading a file or a folder of JSON files', () => {
  it.each([
    ['a path where nothing is', {}, 'missing', /missing: cannot be opened \(ENOENT\)/],
    ['a folder without JSON files', { 'README.md': '' }, '', /: holds 0 \.json files, 1 to 2 expected/],
    ['a folder of too many files', { 'a.json': '1', 'b.json': '2', 'c.json': '3' }, '', /: holds 3 \.json files, 1 to 2 expected/],
    ['a file that is too large', { 'a.json': '"1234567"' }, 'a.json', /a\.json: has 9 bytes, at most 8 expected/],
    ['files that are too large together', { 'a.json': '"123456"', 'b.json': '"123"' }, '', /b\.json: has 5 bytes, at most 4 expected/],
    ['a file that is not JSON', { 'a.json': '1', 'b.json': '{' }, '', /b\.json: is not JSON/],
  ])('refuses %s, naming it', (_, files, name, message) => {
    const path = join(folderOf(files), name);
    expect(() => read(path)).toThrow(message);
    expect(() => read(path)).toThrow(expect.objectContaining({ code: 'key-set-invalid' }));
  });

  it('refuses a folder that has the name of a file', () => {
    const dir = folderOf({});
    mkdirSync(join(dir, 'a.json'));
    expect(() => read(dir)).toThrow(/a\.json: is not a regular file/);
  });

  it('reads a file, and the JSON files of a folder in the order of their names', () => {
    const dir = folderOf({ 'b.json': '2', 'a.json': '1', 'c.txt': 'not read' });
    expect(read(join(dir, 'b.json'))).toEqual([{ file: join(dir, 'b.json'), json: 2 }]);
    expect(read(dir).map(({ json }) => json)).toEqual([1, 2]);
  });
});
