import { afterEach, describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { drillBadge } from '../../../tools/drill/badges.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { KEYS_SEED, openTerminal, type Terminal } from '../../support/terminal.ts';

let open: Terminal | null = null;
const terminal = async (): Promise<Terminal> => (open = await openTerminal());
afterEach(async () => {
  await open?.stop();
  open = null;
});

/** The supervisor's badge, signed with the key that the terminal has for badges. */
const badge = (): string => drillBadge('supervisor', createWorkshop(KEYS_SEED, now()), now());
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

