import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../../core/contract.ts';
import type { AuditEntry } from '../../../core/model/audit.ts';
import { MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import { createRefusedCalls } from '../../../core/service/refused-calls.ts';
import { testClock } from '../../support/clocks.ts';

const NOBODY: Pick<SessionView, 'state' | 'person'> = { state: 'signed-out', person: null };

function open() {
  const clock = testClock(utcMillis(1_000_000));
  const lines: AuditEntry[] = [];
  const session = { now: NOBODY };
  const refused = createRefusedCalls({ audit: { record: (entry) => void lines.push(entry) }, session: () => session.now, now: () => clock.now(), ruleSet: () => 'rules@1' });
  return { clock, lines, session, refused };
}

describe('a call that is not permitted', () => {
  it('is a line that names who is here, the call, and how the session stands', () => {
    const { lines, session, refused } = open();
    refused('staff:list');
    session.now = { state: 'signed-in', person: { staffNumber: '1042', roles: ['officer'] } };
    refused('staff:list');
    const line = { at: 1_000_000, action: 'call-refused', second: null, subject: 'staff:list', ruleSet: 'rules@1' };
    expect(lines).toEqual([
      { ...line, person: null, roles: [], reason: 'signed-out' },
      { ...line, person: '1042', roles: ['officer'], reason: 'signed-in' },
    ]);
  });

  it('that could not be written is written with the next', () => {
    const { lines, refused } = open();
    const record = lines.push.bind(lines);
    lines.push = () => {
      throw new Error('no room');
    };
    expect(() => refused('staff:list')).toThrow('no room');
    lines.push = record;
    refused('staff:list');
    expect(lines).toHaveLength(1);
  });

  it('is one line for each person, call and minute, however often it is made', () => {
    const { clock, lines, session, refused } = open();
    for (let call = 0; call < 500; call++) refused('staff:list');
    refused('audit:read');
    expect(lines).toHaveLength(2);
    session.now = { state: 'signed-in', person: { staffNumber: '1042', roles: ['officer'] } };
    refused('staff:list');
    expect(lines).toHaveLength(3);
    clock.advance(MINUTE_MS - 1);
    refused('staff:list');
    expect(lines).toHaveLength(3);
    clock.advance(1);
    refused('staff:list');
    refused('staff:list');
    expect(lines).toHaveLength(4);
  });
});
