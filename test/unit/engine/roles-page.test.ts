import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calls } from '../../../core/contract.ts';
import { ROLES } from '../../../core/model/staff.ts';

const page = readFileSync(new URL('../../../docs/PEOPLE.md', import.meta.url), 'utf8');

describe('the page about people', () => {
  it('shows for every call who may make it, as the contract says', () => {
    const rows = new Map([...page.matchAll(/^\| `([a-z]+:[a-z-]+)` \|(.*)\|$/gm)].map(([, name = '', cells = '']) => [name, cells.split('|').map((cell) => cell.trim() === '●')]));
    const expected = new Map(
      Object.entries(calls).map(([name, { callers }]) => [name, [...ROLES.map((role) => callers === 'anyone' || callers.includes(role)), callers === 'anyone']]),
    );
    expect(rows).toEqual(expected);
  });
});
