import { afterEach, describe, expect, it } from 'vitest';
import type { TestCardView } from '../../../core/contract.ts';
import type { UtcMillis } from '../../../core/model/units.ts';
import { parseScannerFixture, playScannerFixture } from '../../support/scanner-fixtures.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';

let open: Terminal | null = null;
const terminal = async (...args: Parameters<typeof openTerminal>): Promise<Terminal> => (open = await openTerminal(...args));
afterEach(async () => {
  await open?.stop();
  open = null;
});
const scansOf = async ({ client }: Terminal) => (await client.call('desk:recent', {})).scans.length;
const failedIn = (state: TestCardView | null) => state?.results[0]?.lines.filter(({ result }) => result === 'fail').map(({ check, finding }) => `${check}.${finding}`);

describe('the scanner doctor', () => {
  it('lists the scanner that is read, by its profile', async () => {
    const { client } = await terminal();
    const { devices, recorded } = await client.call('service:devices', {});
    expect(devices).toMatchObject([{ product: 'Virtual scanner', interfaces: [{ kind: 'hid', usagePage: 0x8c, use: 'opened', profile: 'generic-pos' }], scanner: { state: 'ready' }, mode: { mode: 'hid-pos', right: true, advice: null } }]);
    expect(recorded).toEqual([]);
  });

  it.each(['short', 'medium', 'long'] as const)('takes a %s test card from HID reports off the road, whole and with its speed', async (length) => {
    const here = await terminal();
    const { client, drill, next } = here;
    const { state } = await client.call('service:start-test-card', { length });
    const changed = next('service:test-card');
    expect(await drill.presentText(state?.card.text ?? '')).toBe(true);
    const seen = (await changed).state;
    expect(failedIn(seen)).toEqual([]);
    expect(seen?.results[0]?.lines.find(({ check }) => check === 'speed')?.values.reports).toBe(Math.ceil(((state?.card.text.length ?? 0) + 1) / 56));
    expect(await scansOf(here)).toBe(0);
    expect((await client.call('desk:current', {})).verdict).toBeNull();
  });

  it('takes a card typed into the window too, and says that the letters are inverted', async () => {
    const here = await terminal();
    const { client } = here;
    const text = (await client.call('service:start-test-card', { length: 'medium' })).state?.card.text ?? '';
    const inverted = text.replace(/[A-Za-z]/g, (letter) => (letter >= 'a' ? letter.toUpperCase() : letter.toLowerCase()));
    await client.call('desk:wedge', { text: inverted, strokes: [], inputMethod: false });
    const { state } = await client.call('service:test-card', {});
    expect(failedIn(state)).toEqual(['letters.inverted']);
    expect(await scansOf(here)).toBe(0);
  });

  it('judges a card like any other text when none is shown, and travellers while one is', async () => {
    const here = await terminal();
    const { client, drill, next, present } = here;
    const { state } = await client.call('service:start-test-card', { length: 'short' });
    expect(await present('good')).toMatchObject({ outcome: 'pass' });
    await client.call('service:stop-test-card', {});
    const verdict = next('verdict:shown');
    await drill.presentText(state?.card.text ?? '');
    expect(await verdict).toMatchObject({ reasons: [{ code: 'format-unknown' }] });
    expect(await scansOf(here)).toBe(2);
  });

  it('does not count a card as a sight of the code that follows it', async () => {
    const { client, drill, next } = await terminal();
    const { state } = await client.call('service:start-test-card', { length: 'short' });
    for (let nth = 0; nth < 2; nth++) {
      const changed = next('service:test-card');
      await drill.presentText(state?.card.text ?? '');
      await changed;
    }
    expect((await client.call('service:test-card', {})).state?.results.map(({ lines }) => lines.find(({ check }) => check === 'repeats')?.finding)).toEqual(['twice', 'once']);
  });

  it('takes the card away when whoever showed it has left', async () => {
    const { client, next } = await terminal();
    await client.call('service:start-test-card', { length: 'long' });
    const changed = next('service:test-card');
    await client.call('staff:lock', {});
    expect((await changed).state).toBeNull();
  });

  it('exports no byte of a code that was scanned, and the test card as it was', async () => {
    const { client, drill } = await terminal();
    await client.call('service:watch-reports', { on: true });
    const text = (await client.call('service:start-test-card', { length: 'medium' })).state?.card.text ?? '';
    const codes = Array.from({ length: 12 }, () => drill.goodCode(Date.now() as UtcMillis));
    for (const code of codes) expect(await drill.presentText(code)).toBe(true);
    await drill.presentText(text);
    const { recorded: [deviceId = ''] } = await client.call('service:devices', {});
    const { fixture } = await client.call('service:export-reports', { deviceId });
    if (fixture === null) throw new Error('a fixture was expected');
    const bytes = fixture.toLowerCase();
    // Eight characters are enough to know a code again, and never occur by chance.
    for (const code of codes) {
      for (let at = 0; at + 8 <= code.length; at++) {
        const piece = code.slice(at, at + 8);
        if (bytes.includes(Buffer.from(piece, 'latin1').toString('hex')) || fixture.includes(piece)) throw new Error(`the export holds characters ${at} to ${at + 8} of a code`);
      }
    }
    expect(bytes).toContain(Buffer.from(text.slice(30, 60), 'latin1').toString('hex'));
    const parsed = parseScannerFixture(fixture);
    expect(playScannerFixture(parsed, drill.parts.profiles)).toEqual({ codes: parsed.codes, torn: [] });
    expect(parsed.codes).toHaveLength(13);
    expect(JSON.parse(fixture)).toMatchObject({ codes: expect.arrayContaining([{ text, symbology: ']Q1' }]) as unknown });
  });
});
