import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LINE_WAIT_MS } from '../../../core/codes/mrz-lines.ts';
import { createDocumentReader } from '../../../core/desk/document-reader.ts';
import type { ScanSource } from '../../../core/model/scan.ts';
import { monotonicMs } from '../../../core/model/units.ts';
import { goodCode, MORNING } from '../../support/codes.ts';
import { ERIKSSON, td1Zone, td3Zone } from '../../support/zones.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

function reader() {
  const told: string[] = [];
  let now = 0;
  const subject = createDocumentReader({
    now: () => MORNING,
    listener: {
      read: ({ layout, number }) => void told.push(`${layout} ${number}`),
      unreadable: (fault, fields) => void told.push([fault, ...fields].join(' ')),
    },
  });
  const take = (text: string, source: ScanSource = 'hid-keyboard', after = 50): boolean => subject.take({ text, source, deviceId: source, completedAt: monotonicMs((now += after)) });
  return { subject, take, told };
}

describe('what scanners read', () => {
  it('is a document, whole or line by line, from any source', () => {
    const { take, told } = reader();
    expect(take(td3Zone(ERIKSSON).join('\r\n'), 'manual')).toBe(true);
    for (const line of td1Zone({ ...ERIKSSON, code: 'I' })) expect(take(line, 'serial')).toBe(true);
    expect(told).toEqual(['TD3 L898902C3', 'TD1 L898902C3']);
  });

  it('is left alone when it is a code', () => {
    const { take, told } = reader();
    for (const text of [goodCode(), 'https://example.org', '']) expect(take(text)).toBe(false);
    expect(told).toEqual([]);
  });

  it('is a damaged document when a digit is wrong, and says where', () => {
    const { take, told } = reader();
    const [first = '', second = ''] = td3Zone(ERIKSSON);
    take(first + second.replace('740812', '740813'));
    take(first.slice(0, -1) + second, 'wedge');
    take(`V${first.slice(1)}${second}`);
    expect(told).toEqual(['check-digit birth-date composite', 'unreadable', 'unreadable']);
  });

  it('is told as incomplete when the next line does not come, or something else does', () => {
    const { take, told, subject } = reader();
    const [first = '', second = ''] = td3Zone(ERIKSSON);
    take(first);
    vi.advanceTimersByTime(LINE_WAIT_MS);
    expect(told).toEqual(['incomplete']);
    take(first);
    expect(take(goodCode())).toBe(false);
    expect(told).toEqual(['incomplete', 'incomplete']);
    // Forgotten lines are not spoken of.
    take(first);
    subject.clear();
    vi.advanceTimersByTime(LINE_WAIT_MS);
    take(first);
    take(second);
    vi.advanceTimersByTime(LINE_WAIT_MS);
    expect(told).toEqual(['incomplete', 'incomplete', 'TD3 L898902C3']);
  });

  it('is told as incomplete also where a busy engine reads the next text before its timer', () => {
    const { take, told } = reader();
    const [first = '', second = ''] = td3Zone(ERIKSSON);
    take(first);
    expect(take(goodCode(), 'hid-keyboard', LINE_WAIT_MS + 1)).toBe(false);
    take(first);
    expect(take(second, 'hid-keyboard', LINE_WAIT_MS + 1)).toBe(true);
    expect(told).toEqual(['incomplete', 'incomplete']);
  });
});
