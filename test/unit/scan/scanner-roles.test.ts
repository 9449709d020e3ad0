import { describe, expect, it } from 'vitest';
import { missingRoles, type RoleAssignment, roleOf } from '../../../core/scan/scanner-roles.ts';

const ROLES: readonly RoleAssignment[] = [
  { device: '0c2e:0b61', role: 'officer' },
  { device: '0c2e:0b61:22091B44', role: 'traveller' },
  { device: '/dev/serial/by-path/a', role: 'officer' },
];

describe('the role of a scanner', () => {
  it.each([
    ['nobody named it', '05e0:1200:S', null],
    ['it only begins like one', '0c2e:0b612:S', null],
    ['no scanner read it', null, null],
    ['its path is another', '/dev/serial/by-path/ab', null],
  ])('is none when %s', (_, deviceId, role) => {
    expect(roleOf(ROLES, deviceId)).toBe(role);
  });

  it('is that of its product, and rather that of its serial number', () => {
    expect(roleOf(ROLES, '0c2e:0b61:OTHER')).toBe('officer');
    expect(roleOf(ROLES, '0c2e:0b61:-#2')).toBe('officer');
    expect(roleOf(ROLES, '0c2e:0b61:22091B44')).toBe('traveller');
    expect(roleOf(ROLES, '/dev/serial/by-path/a')).toBe('officer');
  });
});

describe('a side of the desk', () => {
  it('is missing until one of its scanners was listed, and named once however many were assigned', () => {
    expect(missingRoles(ROLES, [])).toEqual(['officer', 'traveller']);
    expect(missingRoles(ROLES, [{ role: 'traveller' }, { role: null }])).toEqual(['officer']);
    expect(missingRoles(ROLES, [{ role: 'traveller' }, { role: 'officer' }])).toEqual([]);
  });

  it('is never missing on a desk without sides', () => {
    expect(missingRoles([], [])).toEqual([]);
    expect(missingRoles([], [{ role: null }])).toEqual([]);
  });
});
