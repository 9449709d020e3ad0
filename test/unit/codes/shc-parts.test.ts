import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { createPartJoiner, PART_WAIT_MS } from '../../../core/codes/shc-parts.ts';
import { monotonicMs } from '../../../core/model/units.ts';
import { signCard, claims, patient, toText } from './shc-cards.ts';

interface Vector {
  readonly id: string;
  readonly code: unknown;
}
const { vectors } = JSON.parse(readFileSync(new URL('../../vectors/shc/shc.json', import.meta.url), 'utf8')) as { vectors: readonly Vector[] };
/** A published card of the specification in several symbols. */
const published = (id: string): readonly string[] => vectors.find((vector) => vector.id === id)?.code as readonly string[];

const at = (ms: number) => monotonicMs(1_000 + ms);
const whole = toText(signCard(claims([patient])));
/** The same card in parts of even length. */
function divide(text: string, of: number): readonly string[] {
  const digits = text.replace('shc:/', '');
  const length = 2 * Math.ceil(digits.length / 2 / of);
  return Array.from({ length: of }, (_, index) => `shc:/${index + 1}/${of}/${digits.slice(index * length, (index + 1) * length)}`);
}

describe('a card divided over several symbols', () => {
  it.each(['shc-valid-02-QR-numeric', 'shc-valid-02-QR-numeric-out-of-order-'])('is put together as it is scanned: %s', (id) => {
    const joiner = createPartJoiner();
    const parts = published(id);
    expect(parts.length).toBeGreaterThan(1);
    for (const [index, part] of parts.slice(0, -1).entries()) expect(joiner.add(part, at(index * 5_000))).toEqual({ state: 'waiting', have: index + 1, of: parts.length, abandoned: null });
    const last = joiner.add(parts.at(-1) ?? '', at(parts.length * 5_000));
    expect(last).toMatchObject({ state: 'whole', abandoned: null });
    expect(last.state === 'whole' && readCode(last.text).ok).toBe(true);
  });

  it('is not put together of what two scanners read', () => {
    const joiner = createPartJoiner();
    const [one = '', two = ''] = divide(whole, 2);
    joiner.add(one, at(0), 'officer');
    expect(joiner.add(two, at(1), 'traveller')).toEqual({ state: 'waiting', have: 1, of: 2, abandoned: { have: 1, of: 2 } });
    expect(joiner.add(one, at(2), 'traveller')).toEqual({ state: 'whole', text: whole, abandoned: null });
  });

  it('is the card that it would be in one symbol, in whatever order', () => {
    const joiner = createPartJoiner();
    const [one = '', two = '', three = ''] = divide(whole, 3);
    for (const part of [three, one]) expect(joiner.add(part, at(0)).state).toBe('waiting');
    expect(joiner.add(two, at(1))).toEqual({ state: 'whole', text: whole, abandoned: null });
    expect(joiner.add(one, at(2))).toMatchObject({ state: 'waiting', have: 1 });
  });

  it('counts a part held still once', () => {
    const joiner = createPartJoiner();
    const [one = ''] = divide(whole, 2);
    joiner.add(one, at(0));
    expect(joiner.add(one, at(4_000))).toEqual({ state: 'waiting', have: 1, of: 2, abandoned: null });
  });

  it.each([
    ['another code', 'MO1:ABC', 0, { state: 'whole', text: 'MO1:ABC' }],
    ['a whole card', whole, 0, { state: 'whole', text: whole }],
    ['a part of a row of another length', 'shc:/1/4/5676', 0, { state: 'waiting', have: 1, of: 4 }],
    ['the same part of another card', 'shc:/1/2/5676', 0, { state: 'waiting', have: 1, of: 2 }],
    ['the next part after a longer wait', divide(whole, 2)[1] ?? '', PART_WAIT_MS + 1, { state: 'waiting', have: 1, of: 2 }],
  ])('is given up for %s, and says so', (_, text, wait, came) => {
    const joiner = createPartJoiner();
    joiner.add(divide(whole, 2)[0] ?? '', at(0));
    expect(joiner.add(text, at(wait))).toEqual({ ...came, abandoned: { have: 1, of: 2 } });
  });

  it.each(['shc:/3/2/5676', 'shc:/0/2/5676', 'shc:/1/33/5676', 'shc:/1/2/', 'shc:/1/2/56x6', 'shc:/', ''])('leaves what is no part of a row to be judged: %j', (text) => {
    expect(createPartJoiner().add(text, at(0))).toEqual({ state: 'whole', text, abandoned: null });
  });

  it('is forgotten when the desk is cleared', () => {
    const joiner = createPartJoiner();
    const [one = '', two = ''] = divide(whole, 2);
    joiner.add(one, at(0));
    joiner.clear();
    expect(joiner.add(two, at(1))).toEqual({ state: 'waiting', have: 1, of: 2, abandoned: null });
  });
});
