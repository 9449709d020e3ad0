import { afterEach, describe, expect, it } from 'vitest';
import type { Status, TravellerKind, VerdictView } from '../../../core/contract.ts';
import type { EngineParts } from '../../../core/engine-parts.ts';
import { DAY_MS, HOUR_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { parsePolicy } from '../../../core/trust/distribution/policy-file.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { fileTrust, NO_TRUST, type TrustSource } from '../../../core/trust/trust-source.ts';
import { createTravellers } from '../../../tools/drill/travellers.ts';
import { createForeignWorkshop } from '../../../tools/issuer/foreign-workshop.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { toBytes } from '../../../tools/trust/metadata.ts';
import { createRepository, type NewTarget, publish } from '../../../tools/trust/repository.ts';
import { roleKeysFromSeed } from '../../../tools/trust/roles.ts';
import { type TestClock, testClock } from '../../support/clocks.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { stickOf } from '../../support/trust-stick.ts';
import { until } from '../../support/until.ts';

let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

const START = utcMillis(Date.parse('2026-03-01T02:00:00Z'));
const SIGNED_UNTIL = utcMillis(START + DAY_MS);
const STALE = utcMillis(SIGNED_UNTIL + 72 * HOUR_MS);
const DEAD = utcMillis(SIGNED_UNTIL + 14 * DAY_MS);
/** Metadata counts in whole seconds. */
const END = utcMillis(START + 20 * DAY_MS);

/**
 * A terminal without a network, and what a test does to it. `trust` can be swapped, as an import does.
 * @param keysUntil - end of the validity of every key.
 */
async function openOffline(first: TrustSource = fileTrust(START, DAY_MS), keysUntil: UtcMillis = utcMillis(END + DAY_MS)) {
  const clock: TestClock = testClock(START);
  const trust = { now: first };
  const source: TrustSource = { trustAge: () => trust.now.trustAge(), policy: () => trust.now.policy() };
  const change = (parts: EngineParts): EngineParts => {
    const findKey: EngineParts['keys']['findKey'] = (issuer, keyId) => {
      const found = parts.keys.findKey(issuer, keyId);
      return found === null ? null : { ...found, validUntil: keysUntil };
    };
    return { ...parts, trust: source, keys: { ...parts.keys, findKey }, settings: { ...parts.settings, staff: { signIn: 'none', lockAfterMinutes: 60, override: 'never' } } };
  };
  const terminal = (open = await openTerminal(change, 'down', clock));
  const goTo = (at: number): void => clock.advance(at - clock.now());
  const judge = async (kind: TravellerKind): Promise<string> => toLine(await terminal.present(kind));
  const status = (): Promise<Status> => terminal.client.call('app:status', {});
  return { ...terminal, clock, trust, goTo, judge, status };
}

/** A terminal without a network whose keys and policy come from signed sets, the first of them signed for a day. */
async function openSigned(freshness: object) {
  const clock = testClock(START);
  const signers = roleKeysFromSeed('ageing');
  const own = createWorkshop('ageing', START);
  const target = (path: string, kind: string, json: unknown): NewTarget => ({ path, content: Buffer.from(JSON.stringify(json)), custom: { kind } });
  const targets = [target('keys/own.json', 'key-set', own.keySet), target('policy.json', 'policy', { type: 'portas-policy', version: 1, freshness })];
  const first = createRepository({ at: START, signers, targets });
  const travellers = createTravellers({ own, foreign: createForeignWorkshop('ageing', START) }, createRandom('ageing'));
  const change = (parts: EngineParts): EngineParts => ({
    ...parts,
    trust: NO_TRUST,
    keys: keySetOf([], { sequence: 0, issuedAt: utcMillis(0), origin: '-' }),
    signedTrust: { root: toBytes(first.roots[0]), url: null, every: DAY_MS, firstSetFolder: stickOf(first) },
    settings: { ...parts.settings, staff: { signIn: 'none', lockAfterMinutes: 60, override: 'never' } },
  });
  const terminal = (open = await openTerminal(change, 'down', clock));
  const { client, next } = terminal;
  return {
    client,
    clock,
    goTo: (at: number): void => clock.advance(at - clock.now()),
    judge: async (): Promise<string> => {
      const shown = next('verdict:shown');
      await client.call('desk:manual', { text: travellers.next('good', clock.now()) });
      return toLine(await shown);
    },
    status: (): Promise<Status> => client.call('app:status', {}),
    /** A stick with the next state of the repository, its online roles signed at an instant. */
    later: (at: UtcMillis): string => stickOf(at === START ? first : publish(first, { at, signers })),
  };
}

const toLine = ({ outcome, reasons }: VerdictView): string => [outcome, ...reasons.map(({ code }) => code)].join(' ');

describe('a terminal without a network for 20 days', () => {
  it('goes through every step at its boundary to the millisecond, and is well again by one import from a stick', async () => {
    const { clock, goTo, judge, client, status, later } = await openSigned({ ageingAfterHours: 2, staleAfterHours: 48, deadAfterHours: 240 });
    const [ageing, stale, dead] = [2, 48, 240].map((hours) => utcMillis(SIGNED_UNTIL + hours * HOUR_MS)) as [UtcMillis, UtcMillis, UtcMillis];
    const seen = [];
    for (const at of [START, ageing - 1, ageing, stale - 1, stale, dead - 1, dead, END]) {
      goTo(at);
      seen.push([(await status()).trust.state, await judge()]);
    }
    expect(seen).toEqual([
      ['fresh', 'pass'],
      ['fresh', 'pass'],
      ['ageing', 'pass'],
      ['ageing', 'pass'],
      ['stale', 'refer trust-stale'],
      ['stale', 'refer trust-stale'],
      ['dead', 'refer trust-dead'],
      ['dead', 'refer trust-dead'],
    ]);
    // The clock turned back to when all was well, and the old stick once more, revive nothing.
    clock.setWall(START);
    expect(await client.call('trust:import', { folder: later(START) })).toMatchObject({ ok: true, outcome: { result: expect.not.stringMatching('installed') as string } });
    expect((await status()).trust.state).toBe('dead');
    expect(await judge()).toMatch(/^refuse code-expired clock-behind trust-dead/);
    clock.setWall(END);
    expect(await client.call('trust:import', { folder: later(END) })).toMatchObject({ ok: true, outcome: { result: 'installed' } });
    expect(await status()).toMatchObject({ trust: { state: 'fresh', signedUntil: END + DAY_MS, verifiedAt: END }, clock: { state: 'ok' } });
    expect(await judge()).toBe('pass');
  });

  it.each([
    ['fresh', START],
    ['ageing', SIGNED_UNTIL],
    ['stale', STALE],
    ['dead', DEAD],
  ] as const)('holds to the validity of every single key, to withdrawals and signatures, while trust is %s', async (state, at) => {
    const { goTo, judge, status } = await openOffline(undefined, utcMillis(at + HOUR_MS));
    goTo(at + HOUR_MS - 1);
    expect((await status()).trust.state).toBe(state);
    expect(await judge('good')).not.toContain('key-expired');
    expect(await judge('revoked')).toMatch(/^refuse code-revoked/);
    expect(await judge('forged')).toMatch(/^refuse signature-mismatch/);
    goTo(at + HOUR_MS);
    expect(await judge('good')).toMatch(/^refuse key-expired/);
  });

  it('tells the window of each step, and the supervisor’s incidents keep it', async () => {
    const { goTo, judge, client } = await openOffline();
    const told: string[] = [];
    client.on('status:changed', ({ trust }) => void told.push(trust.state));
    for (const [at, state] of [[SIGNED_UNTIL, 'ageing'], [STALE, 'stale'], [DEAD, 'dead']] as const) {
      goTo(at);
      await judge('good');
      // What the network has made the engine say, too, may come before.
      await until(() => told.at(-1) === state);
    }
    const { incidents } = await client.call('overview:read', { from: DEAD - 30 * DAY_MS, to: DEAD + 1_000 });
    expect(incidents.map(({ code }) => code).filter((code) => code.startsWith('keys-'))).toEqual(['keys-old', 'keys-stale', 'keys-dead']);
  });
});

describe('a clock that is turned back', () => {
  it.each([1, 30, 365, 3_650])('by %i days is an alarm, passes nobody and revives no step', async (days) => {
    const { clock, goTo, judge, status } = await openOffline(undefined, DEAD);
    goTo(DEAD);
    expect(await judge('good')).toBe('refuse key-expired trust-dead');
    clock.setWall(utcMillis(DEAD - days * DAY_MS));
    expect(await status()).toMatchObject({ clock: { state: 'behind', behindMs: days * DAY_MS }, trust: { state: 'dead', since: DEAD } });
    expect(await judge('good')).toBe('refuse key-expired clock-behind trust-dead');
  });

  it('before the program was built, or before the newest set was verified, is behind from the start', async () => {
    const verifiedLater = await openOffline(fileTrust(utcMillis(START + HOUR_MS), DAY_MS));
    expect((await verifiedLater.status()).clock).toMatchObject({ state: 'behind', behindMs: HOUR_MS });
    expect((await verifiedLater.client.call('service:trust', {})).clock).toMatchObject({ floorAt: START + HOUR_MS, floorFrom: 'signed' });
    await verifiedLater.stop();
    const clock = testClock(START);
    const built = (open = await openTerminal((parts) => ({ ...parts, builtAt: utcMillis(START + DAY_MS) }), 'down', clock));
    expect((await built.client.call('app:status', {})).clock).toMatchObject({ state: 'behind', behindMs: DAY_MS });
    expect((await built.client.call('service:trust', {})).clock.floorFrom).toBe('build');
  });
});

describe('a terminal that the signed policy takes out of service', () => {
  const policyOf = (terminals: object) => parsePolicy({ type: 'portas-policy', version: 1, terminals: { deactivated: [], ...terminals } }, 'test');
  it.each([
    ['by name', { deactivated: [{ terminalId: 'DRILL-07', reason: 'stolen' }] }, { cause: 'deactivated', reason: 'stolen' }],
    ['by its version', { minimumVersion: '99.0.0' }, { cause: 'version-too-low', minimum: '99.0.0' }],
  ])('%s passes nobody, still refuses what is forged, and is in service again with the next policy', async (_, terminals, cause) => {
    const { judge, status, trust } = await openOffline();
    const age = fileTrust(START, DAY_MS);
    trust.now = { ...age, policy: () => policyOf(terminals) };
    expect((await status()).outOfService).toEqual(cause);
    expect(await judge('good')).toBe('refer terminal-out-of-service');
    expect(await judge('forged')).toMatch(/^refuse signature-mismatch/);
    trust.now = { ...age, policy: () => policyOf({}) };
    expect([(await status()).outOfService, await judge('good')]).toEqual([null, 'pass']);
  });
});
