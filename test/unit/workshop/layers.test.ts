import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../support/temp-dir.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs the import rules over a made-up tree; returns the names of the rules that were broken. */
function brokenRules(files: Readonly<Record<string, string>>): string[] {
  const dir = tempDir();
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  for (const [name, content] of Object.entries({ 'tsconfig.json': '{}', ...files })) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  const args = ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', ...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? ''))];
  const cruised: unknown = JSON.parse(
    execFileSync(process.execPath, [join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), ...args], {
      cwd: dir,
      encoding: 'utf8',
      maxBuffer: 32 * 1024 * 1024,
    }),
  );
  const { violations } = (cruised as { summary: { violations: { rule: { name: string } }[] } }).summary;
  return [...new Set(violations.map((violation) => violation.rule.name))].sort();
}

describe('the import rules', () => {
  it('let a tree pass that keeps to them', () => {
    expect(brokenRules({ 'core/model/a.ts': 'export const a = 1;', 'core/store/b.ts': "import Database from 'better-sqlite3-multiple-ciphers'; import { a } from '../model/a.ts'; export default [Database, a];" })).toEqual([]);
  });

  it.each([
    ['the model imports a library', { 'core/model/a.ts': "import * as z from 'zod'; export default z;" }, ['model-imports-nothing']],
    ['SQL outside the store', { 'core/uplink/a.ts': "import Database from 'better-sqlite3-multiple-ciphers'; export default Database;" }, ['sql-in-store', 'uplink']],
    ['HID outside scan', { 'electron/a.ts': "import HID from 'node-hid'; export default HID;" }, ['electron', 'hid-in-scan']],
    ['a format reaches into the store', { 'core/store/b.ts': 'export const b = 1;', 'core/codes/a.ts': "import { b } from '../store/b.ts'; export default b;" }, ['codes']],
    ['the window uses Node', { 'renderer/a.ts': "import fs from 'node:fs'; export default fs;" }, ['renderer']],
    ['the window uses the engine', { 'core/engine.ts': 'export const b = 1;', 'renderer/a.ts': "import { b } from '../core/engine.ts'; export default b;" }, ['renderer']],
    ['a topic of the contract is imported past the contract', { 'core/contract/b.ts': 'export const b = 1;', 'core/engine.ts': "import { b } from './contract/b.ts'; export default b;" }, ['contract-is-whole']],
    ['a part of the engine is imported past the engine', { 'core/engine/b.ts': 'export const b = 1;', 'core/production.ts': "import { b } from './engine/b.ts'; export default b;" }, ['engine-is-whole']],
    ['a topic of the handlers is imported past them', { 'core/handlers/b.ts': 'export const b = 1;', 'core/production.ts': "import { b } from './handlers/b.ts'; export default b;" }, ['engine-is-whole']],
    ['the product imports a tool', { 'tools/b.ts': 'export const b = 1;', 'core/engine.ts': "import { b } from '../tools/b.ts'; export default b;" }, ['nothing-imports-tools']],
    ['a cycle', { 'core/model/a.ts': "import { b } from './b.ts'; export const a = () => b;", 'core/model/b.ts': "import { a } from './a.ts'; export const b = () => a;" }, ['no-cycles']],
    ['an import that leads nowhere', { 'core/model/a.ts': "import { b } from './none.ts'; export default b;" }, ['model-imports-nothing', 'no-unresolved']],
  ])('bite when %s', (_case, files, expected) => {
    expect(brokenRules(files)).toEqual(expected);
  });
});
