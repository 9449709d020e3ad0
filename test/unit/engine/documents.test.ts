/** Documents beside codes, through the scanner and the whole engine. */
import { afterEach, describe, expect, it } from 'vitest';
import { toZoneName } from '../../../core/codes/mrz-letters.ts';
import type { VerdictView } from '../../../core/contract.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { ERIKSSON, td3Zone, type ZoneContent } from '../../support/zones.ts';

let open: Terminal | null = null;
const terminal = async (...args: Parameters<typeof openTerminal>): Promise<Terminal> => (open = await openTerminal(...args));
afterEach(async () => {
  await open?.stop();
  open = null;
});

/** The passport of the traveller of a verdict. */
function passportOf({ traveller }: VerdictView, change: Partial<ZoneContent> = {}): readonly string[] {
  const [primary = '', ...secondary] = (toZoneName(traveller?.nameLatin ?? '') ?? '').split(' ');
  const number = traveller?.documents.find(({ type }) => type === 'passport')?.number ?? ERIKSSON.number;
  return td3Zone({ ...ERIKSSON, number, primary, secondary: secondary.join(' '), birth: (traveller?.birthDate ?? '').replaceAll('-', '').slice(2).padEnd(6, '<'), expiry: '490101', ...change });
}

describe('a document at the desk', () => {
  it('is read by the scanner after its code, agrees or differs, and is forgotten with the traveller', async () => {
    const { client, drill, next, present } = await terminal();
    const verdict = await present('good');
    const same = next('verdict:changed');
    await drill.presentText(passportOf(verdict).join('\r'));
    expect(await same).toMatchObject({ scanId: verdict.scanId, outcome: 'pass', document: { outcome: 'same' } });
    expect((await client.call('desk:current', {})).verdict?.document?.outcome).toBe('same');
    await client.call('desk:clear', {});
    expect((await client.call('desk:current', {})).verdict).toBeNull();

    const another = await present('good');
    const differs = next('verdict:changed');
    await drill.presentText(td3Zone({ ...ERIKSSON, expiry: '490101' }).join('\r\n'));
    expect(await differs).toMatchObject({ scanId: another.scanId, outcome: 'refer', reasons: [{ code: 'document-differs' }], conversion: { possible: false } });
    expect((await client.call('desk:recent', {})).scans[0]).toMatchObject({ scanId: another.scanId, outcome: 'refer', reason: 'document-differs' });
    const opened = await client.call('case:open', { scanId: another.scanId, kind: 'second-line' });
    expect(opened).toMatchObject({ ok: true, case: { reasons: ['document-differs'] } });
  });

  it('waits for its code when it is read first, line by line, until somebody leaves', async () => {
    const { client, drill, next, present } = await terminal();
    const [first = '', second = ''] = td3Zone({ ...ERIKSSON, expiry: '490101' });
    const waits = next('document:waiting');
    await client.call('desk:wedge', { text: first, strokes: [], inputMethod: false });
    await client.call('desk:wedge', { text: second, strokes: [], inputMethod: false });
    expect(await waits).toEqual({ waiting: true });
    expect(await present('good')).toMatchObject({ outcome: 'refer', reasons: [{ code: 'document-differs' }], document: { outcome: 'differs' } });
    await client.call('desk:clear', {});
    const again = next('document:waiting');
    await client.call('desk:manual', { text: passportOf(await present('good')).join('') });
    await client.call('desk:clear', {});
    await drill.presentText(td3Zone({ ...ERIKSSON, number: 'X1', expiry: '490101' }).join(''));
    expect(await again).toEqual({ waiting: true });
    const gone = next('document:waiting');
    await client.call('staff:lock', {});
    expect(await gone).toEqual({ waiting: false });
  });

  it('is scanned again when a character is wrong, and the same lines are read at once', async () => {
    const { client, drill, next, present } = await terminal();
    const verdict = await present('good');
    const lines = passportOf(verdict);
    const damaged = next('document:unreadable');
    await drill.presentText(lines.join('\r').replace(/\d(?=\D*$)/, (digit) => ((Number(digit) + 1) % 10).toString()));
    expect(await damaged).toEqual({ fault: 'check-digit', fields: ['composite'] });
    // Nothing was judged by it.
    expect((await client.call('desk:current', {})).verdict).toEqual(verdict);
    const half = next('document:unreadable');
    await drill.presentText(lines[0] ?? '');
    expect(await half).toEqual({ fault: 'incomplete', fields: [] });
    const read = next('verdict:changed');
    await drill.presentText(lines[0] ?? '');
    await drill.presentText(lines[1] ?? '');
    expect((await read).document?.outcome).toBe('same');
  });

  it('is taken from nobody who does not work the desk', async () => {
    const { client, window } = await terminal((parts) => ({ ...parts, settings: { ...parts.settings, staff: { ...parts.settings.staff, signIn: 'required' as const, startAs: { staffNumber: '3007', roles: ['technician' as const] } } } }));
    const seen: unknown[] = [];
    window().client.on('document:waiting', (event) => seen.push(event));
    await client.call('desk:wedge', { text: td3Zone(ERIKSSON).join(''), strokes: [], inputMethod: false });
    await client.call('app:status', {});
    expect(seen).toEqual([]);
  });
});
