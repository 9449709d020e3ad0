/** Reads the documents of the repository, for tests that hold them to the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every document for people, by its path from the root. */
export const DOCUMENTS: ReadonlyMap<string, string> = new Map(
  ['README.md', 'CHANGELOG.md', ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md')).map((path) => `docs/${path}`)].map((path) => [
    path,
    readFileSync(join(ROOT, path), 'utf8'),
  ]),
);

export interface DocumentSection {
  readonly title: string;
  readonly text: string;
}

/** Sections under headings of one depth; each ends at the next heading of the same or a higher one. */
export function sectionsOf(text: string, depth: number): readonly DocumentSection[] {
  const isHeading = new RegExp(`^#{1,${depth}} `);
  const sections: { title: string; text: string }[] = [];
  let open = false;
  for (const line of text.split('\n')) {
    if (isHeading.test(line)) {
      open = line.startsWith(`${'#'.repeat(depth)} `);
      if (open) sections.push({ title: line.slice(depth + 1), text: '' });
    } else if (open) {
      const last = sections.at(-1);
      if (last !== undefined) last.text += `${line}\n`;
    }
  }
  return sections;
}

/** What stands between back quotes. */
export const quotedCode = (text: string): readonly string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
