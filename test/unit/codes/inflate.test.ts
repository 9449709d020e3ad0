import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflate } from '../../../core/codes/inflate.ts';

const plain = Buffer.from('the same words and the same words and the same words');
const stream = deflateSync(plain);

describe('inflate', () => {
  it('refuses a stream cut off at every byte', () => {
    for (let length = 0; length < stream.length; length++) expect(inflate(stream.subarray(0, length), 100)).toMatchObject({ ok: false, reason: 'code-malformed' });
  });

  it.each([
    ['a byte after the stream', Buffer.concat([stream, Buffer.of(0)])],
    ['a second stream', Buffer.concat([stream, stream])],
    ['a gzip stream', gzipSync(plain)],
    ['a raw stream', deflateRawSync(plain)],
    ['a preset dictionary', deflateSync(plain, { dictionary: Buffer.from('words') })],
    ['plain bytes', plain],
    ['a wrong check sum', Buffer.concat([stream.subarray(0, -1), Buffer.of((stream.at(-1) ?? 0) ^ 1)])],
  ])('refuses %s', (_, input) => {
    expect(inflate(input, 100)).toMatchObject({ ok: false, reason: 'code-malformed' });
  });

  it('refuses one byte more than the bound, and a bomb', () => {
    expect(inflate(stream, plain.length - 1)).toMatchObject({ ok: false, reason: 'code-too-large' });
    expect(inflate(deflateSync(Buffer.alloc(5_000_000)), 4_096)).toMatchObject({ ok: false, reason: 'code-too-large' });
  });

  it.each([1, 63, 64, 65, 4_096])('gives exactly the bound of %i bytes and not one more', (bound) => {
    const exact = Buffer.alloc(bound, 'ab');
    expect(inflate(deflateSync(exact), bound)).toEqual({ ok: true, value: exact });
    expect(inflate(deflateSync(Buffer.concat([exact, Buffer.of(0)])), bound)).toMatchObject({ ok: false, reason: 'code-too-large' });
  });
});
