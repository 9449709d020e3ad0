import { afterEach, describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { drillBadge } from '../../../tools/drill/badges.ts';
import { makeBadCode } from '../../../tools/issuer/bad-codes.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { sampleTraveller } from '../../../tools/issuer/sample-travellers.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { KEYS_SEED, openTerminal, type Terminal } from '../../support/terminal.ts';

let open: Terminal | null = null;
const terminal = async (): Promise<Terminal> => (open = await openTerminal());
afterEach(async () => {
  await open?.stop();
  open = null;
});

/** The supervisor's badge, signed with the key that the terminal has for badges. */
const badge = (): string => drillBadge('supervisor', workshop(), now());
const workshop = () => createWorkshop(KEYS_SEED, now());
const now = () => utcMillis(Date.now());
const shown = async ({ next }: Terminal, present: () => Promise<unknown>) => {
  const verdict = next('verdict:shown');
  await present();
  return verdict;
};

describe('a code that the camera sees', () => {
  it('is judged as from a scanner, once however many frames show it', async () => {
    const here = await terminal();
    const [first, second] = [here.drill.goodCode(now()), here.drill.goodCode(now())];
    for (let frame = 0; frame < 5; frame++) await here.client.call('desk:camera', { text: first, symbology: ']Q1' });
    expect(await shown(here, () => here.client.call('desk:camera', { text: second, symbology: ']Q1' }))).toMatchObject({ outcome: 'pass', source: 'camera' });
    expect((await here.client.call('desk:recent', {})).scans).toHaveLength(2);
  });

  it('keeps every byte of the symbol, and no character is more than a byte', async () => {
    const here = await terminal();
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    expect(await shown(here, () => here.client.call('desk:camera', { text: bytes, symbology: null }))).toMatchObject({ outcome: 'refer', reasons: [{ code: 'format-unknown' }] });
    await expect(here.client.call('desk:camera', { text: '碼', symbology: ']Q1' })).rejects.toMatchObject({ failure: { code: 'bad-request' } });
    await expect(here.client.call('desk:camera', { text: 'x', symbology: 'QR' })).rejects.toMatchObject({ failure: { code: 'bad-request' } });
  });

  it('can be a badge', async () => {
    const here = await terminal();
    const asked = here.next('staff:changed');
    await here.client.call('desk:camera', { text: badge(), symbology: ']Q1' });
    expect((await asked).waiting).toMatchObject({ staffNumber: '2001' });
  });
});

describe('a code in a picture file', () => {
  it('is judged each time, since choosing a file is a deliberate act', async () => {
    const here = await terminal();
    const text = here.drill.goodCode(now());
    const examine = () => shown(here, () => here.client.call('desk:picture', { text, symbology: ']Q1' }));
    expect(await examine()).toMatchObject({ outcome: 'pass', source: 'picture' });
    await here.client.call('desk:clear', {});
    expect(await examine()).toMatchObject({ outcome: 'refer', source: 'picture', reasons: [{ code: 'code-repeated' }] });
  });

  it('is never a badge: nobody holds it', async () => {
    const here = await terminal();
    expect(await shown(here, () => here.client.call('desk:picture', { text: badge(), symbology: ']Q1' }))).toMatchObject({ outcome: 'refer', source: 'picture' });
    expect((await here.client.call('staff:session', {})).waiting).toBeNull();
  });
});


describe('a code that a technician examines', () => {
  it('is told from its signature to its reasons, without a word of whose it is', async () => {
    const here = await terminal();
    const good = await here.client.call('service:examine-code', { text: here.drill.goodCode(now()), symbology: ']Q1' });
    expect(good).toMatchObject({ format: 'MO1', issuer: 'MO-DEMO', issuerNames: { en: 'Drill issuer' }, proved: true, outcome: 'pass', reasons: [], detail: null });
    const forged = await here.client.call('service:examine-code', { text: makeBadCode('forged', workshop(), sampleTraveller(createRandom('forged'), { issuer: workshop().issuer, at: now() }), now()), symbology: null });
    expect(forged).toMatchObject({ format: 'MO1', issuer: 'MO-DEMO', issuerNames: null, proved: false, outcome: 'refuse', reasons: [{ code: 'signature-mismatch' }] });
    expect(await here.client.call('service:examine-code', { text: 'a letter', symbology: null })).toMatchObject({ format: null, keyId: null, proved: false, outcome: 'refer', reasons: [{ code: 'format-unknown' }] });
  });

  it('leaves no traveller at the desk, no row in the journal, and no count', async () => {
    const here = await terminal();
    const text = here.drill.goodCode(now());
    await here.client.call('service:examine-code', { text, symbology: ']Q1' });
    expect((await here.client.call('desk:current', {})).verdict).toBeNull();
    expect((await here.client.call('desk:recent', {})).scans).toEqual([]);
    // Neither a re-read nor a repeat.
    expect(await shown(here, () => here.client.call('desk:camera', { text, symbology: ']Q1' }))).toMatchObject({ outcome: 'pass' });
  });
});
