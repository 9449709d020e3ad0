import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, utcMillis } from '../../../../core/model/units.ts';
import { testClock } from '../../../support/clocks.ts';
import { openTrustTerminal, stickOf } from '../../../support/trust-stick.ts';
import { AT, firstState, nextState, TECHNICIAN } from '../../../support/trust-terminal.ts';

const FIRST = firstState();
/** Signed with the first, and expired with it. */
const EXPIRED = nextState(FIRST);
const LATER = utcMillis(AT + 3 * DAY_MS);
const FRESH = nextState(EXPIRED, { at: LATER });

describe('a clock turned back', () => {
  it.each([1, 7, 30, 365, 3_650])('by %d days never makes an expired set installable', async (days) => {
    const clock = testClock(utcMillis(AT + HOUR_MS));
    const terminal = await openTrustTerminal({ clock });
    await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    // Three days later the newest set at hand is expired, and this was kept in the audit.
    clock.setWall(LATER);
    expect(await terminal.distribution.importFolder(stickOf(EXPIRED), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'freeze' });

    clock.setWall(utcMillis(LATER - days * DAY_MS));
    expect(await terminal.distribution.importFolder(stickOf(EXPIRED), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'clock-behind' });
    await terminal.close();

    // Nor after a restart: the floor is what is on disk.
    const after = await openTrustTerminal({ dataDir: terminal.dataDir, clock });
    expect(await after.distribution.importFolder(stickOf(EXPIRED), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'clock-behind' });
    expect(after.audit()[0]).toMatchObject({ action: 'trust-refused', reason: 'clock-behind', at: LATER });
    expect(after.inForce()).toBe('1: first');
    // What is fresh by the time that is known is taken, whatever the clock says.
    expect(await after.distribution.importFolder(stickOf(FRESH), TECHNICIAN)).toMatchObject({ result: 'installed' });
    await after.close();
  });

  it('before the time at which a set was verified is known to be wrong', async () => {
    const clock = testClock(utcMillis(AT + HOUR_MS));
    const terminal = await openTrustTerminal({ clock });
    await terminal.distribution.importFolder(stickOf(FIRST), null);
    clock.setWall(utcMillis(AT - DAY_MS));
    expect(terminal.clockGuard.read()).toEqual({ at: AT + HOUR_MS, behindMs: DAY_MS + HOUR_MS });
    await terminal.close();
  });
});

describe('the end of the time that a set is signed for', () => {
  it('counts to the millisecond', async () => {
    const end = FIRST.timestamp.signed.expires;
    const clock = testClock(utcMillis(Date.parse(end)));
    const late = await openTrustTerminal({ clock });
    expect(await late.distribution.importFolder(stickOf(FIRST), TECHNICIAN)).toMatchObject({ cause: 'freeze' });
    await late.close();
    clock.setWall(utcMillis(Date.parse(end) - 1));
    const inTime = await openTrustTerminal({ clock });
    expect(await inTime.distribution.importFolder(stickOf(FIRST), TECHNICIAN)).toMatchObject({ result: 'installed' });
    await inTime.close();
  });

  it('does not take the set in force away', async () => {
    const clock = testClock(utcMillis(AT + HOUR_MS));
    const terminal = await openTrustTerminal({ clock });
    await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    await terminal.close();
    clock.setWall(utcMillis(AT + 400 * DAY_MS));
    const after = await openTrustTerminal({ dataDir: terminal.dataDir, clock });
    expect(after.inForce()).toBe('1: first');
    await after.close();
  });
});
