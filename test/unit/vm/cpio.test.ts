import { describe, expect, it } from 'vitest';
import { writeCpio } from '../../vm/host/cpio.ts';

/** Reads an archive back: name, mode and content of each entry. */
function readCpio(archive: Buffer): { name: string; mode: number; content: string }[] {
  const entries: { name: string; mode: number; content: string }[] = [];
  for (let at = 0; at < archive.length; ) {
    const field = (index: number): number => Number.parseInt(archive.toString('latin1', at + 6 + index * 8, at + 14 + index * 8), 16);
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    const nameAt = at + 110;
    const contentAt = Math.ceil((nameAt + nameSize) / 4) * 4;
    entries.push({ name: archive.toString('utf8', nameAt, nameAt + nameSize - 1), mode, content: archive.toString('latin1', contentAt, contentAt + size) });
    at = Math.ceil((contentAt + size) / 4) * 4;
  }
  return entries;
}

describe('an initial file system', () => {
  it('holds folders, files of any length and devices, and ends with the trailer', () => {
    const contents = ['', 'a', 'ab', 'abc', 'abcd'];
    const archive = writeCpio([
      { kind: 'folder', path: 'dev' },
      { kind: 'character-device', path: 'dev/console', major: 5, minor: 1 },
      ...contents.map((content, index) => ({ kind: 'file', path: `f${'x'.repeat(index)}`, content: Buffer.from(content), executable: index === 0 }) as const),
    ]);
    const entries = readCpio(archive);
    expect(entries.map(({ name }) => name)).toEqual(['dev', 'dev/console', 'f', 'fx', 'fxx', 'fxxx', 'fxxxx', 'TRAILER!!!']);
    expect(entries.slice(2, 7).map(({ content }) => content)).toEqual(contents);
    expect(entries.slice(0, 4).map(({ mode }) => mode.toString(8))).toEqual(['40755', '20600', '100755', '100644']);
  });
});
