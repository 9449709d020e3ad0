/** One picture before the readers: what each got out of it. */
import type { PictureCase } from '../../support/pictures/sets.ts';
import type { BenchReader } from './readers.ts';

export interface Looked {
  readonly reader: string;
  /** Whether its code was read exactly. */
  readonly read: boolean;
  /** Whether something else was read. */
  readonly wrong: boolean;
  /** Time of each frame looked at, milliseconds. */
  readonly frameMs: readonly number[];
}

export async function lookAt(one: PictureCase, readers: readonly BenchReader[]): Promise<readonly Looked[]> {
  const { text } = one;
  const picture = one.draw();
  const looked: Looked[] = [];
  for (const reader of readers) {
    const { texts, frameMs } = await reader.read(picture);
    looked.push({ reader: reader.name, read: text !== null && texts.includes(text), wrong: texts.some((found) => found !== text), frameMs });
  }
  return looked;
}
