import { describe, expect, it } from 'vitest';
import type { TerminalsPolicy } from '../../../core/trust/distribution/policy-file.ts';
import { outOfService } from '../../../core/trust/out-of-service.ts';

const ask = (change: Partial<TerminalsPolicy>, version = '0.9.0') => outOfService({ minimumVersion: null, deactivated: new Map(), ...change }, { terminalId: 'BG-07', version });

describe('a terminal', () => {
  it('below the minimum version is out of service, at it and above it is not', () => {
    const minimumVersion = [0, 10, 0] as const;
    expect(ask({ minimumVersion })).toEqual({ cause: 'version-too-low', minimum: '0.10.0' });
    expect(ask({ minimumVersion }, '0.10.0')).toBeNull();
    expect(ask({ minimumVersion }, '1.0.0')).toBeNull();
  });

  it('of a version that nobody can compare is below any minimum', () => {
    expect(ask({ minimumVersion: [0, 0, 0] }, '0.9.0-dev')).toEqual({ cause: 'version-too-low', minimum: '0.0.0' });
    expect(ask({}, '0.9.0-dev')).toBeNull();
  });

  it('that is named is out of service whatever its version, and no other one is', () => {
    expect(ask({ deactivated: new Map([['BG-07', 'stolen']]), minimumVersion: [1, 0, 0] })).toEqual({ cause: 'deactivated', reason: 'stolen' });
    expect(ask({ deactivated: new Map([['BG-08', 'stolen']]) })).toBeNull();
  });
});
