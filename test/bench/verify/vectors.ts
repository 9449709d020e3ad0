import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSuiteFile } from '../../../tools/vectors/run-suite.ts';
import type { Vector } from '../../../tools/vectors/suite.ts';

/** The vectors of a suite file of test/vectors. */
export function readVectors(path: string): readonly Vector[] {
  const file = readSuiteFile(readJson(path));
  if (typeof file === 'string') throw new Error(`test/vectors/${path}: ${file}`);
  return file.vectors;
}

/** A file of test/vectors, parsed. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../../vectors/${path}`, import.meta.url)), 'utf8'));
}
