/**
 * What is built to exhaust a terminal: bombs, towers, lengths that lie, sheer size. Each must be refused with its reason before anything of its size is
 * allocated: what a code may cost is measured.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { FORMAT_IDS } from '../../../core/model/format.ts';
import { encodeBase45 } from '../../../tools/issuer/base45.ts';
import { toSymbol } from '../../../tools/fuzz/jws-layers.ts';

const MEBIBYTE = 1_048_576;
/** A quarter of what the smallest bomb below comes to; several times what any code costs. */
const MAX_COST_BYTES = MEBIBYTE / 2;
const MAX_COST_MS = 50;

interface Cost {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** What reading once allocates, on the heap and off it, and how long it takes. The least of several tries: other work may fall into one. */
function costOf(text: string): Cost {
  const costs = Array.from({ length: 6 }, (): Cost => {
    const [before, started] = [process.memoryUsage(), performance.now()];
    readCode(text);
    const [after, ended] = [process.memoryUsage(), performance.now()];
    return { bytes: Math.max(0, after.heapUsed - before.heapUsed) + Math.max(0, after.external - before.external), milliseconds: ended - started };
  });
  return { bytes: Math.min(...costs.map(({ bytes }) => bytes)), milliseconds: Math.min(...costs.map(({ milliseconds }) => milliseconds)) };
}

function expectCheapRefusal(text: string, reason: string): void {
  const read = readCode(text);
  expect(read.ok ? 'read' : read.reason).toBe(reason);
  const { bytes, milliseconds } = costOf(text);
  expect(bytes).toBeLessThan(MAX_COST_BYTES);
  expect(milliseconds).toBeLessThan(MAX_COST_MS);
}

const inBase45 = (prefix: string, bytes: Uint8Array) => prefix + encodeBase45(bytes);
const inZlib = (prefix: string, bytes: Uint8Array) => inBase45(prefix, deflateSync(bytes, { level: 9 }));
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** A card around a payload, signed: what is refused is refused before anybody asks by whom. */
function card(payload: Uint8Array, header: object = { zip: 'DEF', alg: 'ES256', kid: createHash('sha256').digest('base64url') }): string {
  const signed = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  return toSymbol(`${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`);
}
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const message = (payload: Uint8Array) => Buffer.concat([hex('d284 43a10126 a104480102030405060708'), hex(`59${payload.length.toString(16).padStart(4, '0')}`), payload, hex('5840'), Buffer.alloc(64)]);

/** Raw DEFLATE of 2,300,000 spaces fits a card at its largest. */
const RAW_BOMB = deflateRawSync(Buffer.alloc(2_300_000, 0x20), { level: 9 });

describe('a bomb', () => {
  it.each(['MO1:', 'HC1:'])('in zlib is refused: %s', (prefix) => {
    for (const plain of [20 * MEBIBYTE, 2 * MEBIBYTE, 8_193]) expectCheapRefusal(inZlib(prefix, Buffer.alloc(plain)), 'code-too-large');
  });

  it.each(['MO1:', 'HC1:'])('in raw DEFLATE is refused where zlib is due: %s', (prefix) => {
    expectCheapRefusal(inBase45(prefix, RAW_BOMB), 'code-malformed');
  });

  it('in raw DEFLATE is refused in a card', () => {
    expectCheapRefusal(card(RAW_BOMB), 'code-too-large');
    expectCheapRefusal(card(deflateRawSync(Buffer.alloc(65_537, 0x20))), 'code-too-large');
  });

  it('in zlib is refused in a card', () => {
    expectCheapRefusal(card(deflateSync(Buffer.alloc(2_000_000), { level: 9 })), 'code-malformed');
  });

  it('inside a bomb is not unpacked twice', () => {
    expectCheapRefusal(inZlib('HC1:', deflateSync(Buffer.alloc(MEBIBYTE))), 'code-malformed');
  });
});

describe('CBOR that lies about itself', () => {
  const lies: readonly [string, Buffer][] = [
    ['an array of 2^64 - 1 elements', hex('9b ffffffffffffffff')],
    ['an array of 2^32 elements', hex('9a ffffffff')],
    ['a map of 2^40 entries', hex('bb 0000010000000000')],
    ['a byte string of 2^53 bytes', hex('5b 0020000000000000')],
    ['a text of 4 GiB', hex('7a ffffffff')],
    ['a tower of arrays', Buffer.alloc(2_000, 0x81)],
    ['a tower of maps', Buffer.concat(Array.from({ length: 1_000 }, () => hex('a100')))],
    ['a tower of tags', Buffer.alloc(2_000, 0xc1)],
    ['a tower of arrays without length', Buffer.alloc(2_000, 0x9f)],
    ['many small items', Buffer.concat([hex('9907d0'), Buffer.alloc(2_000)])],
  ];

  it.each(lies)('is refused in place of the message: %s', (_, bytes) => {
    for (const prefix of ['MO1:', 'HC1:']) expectCheapRefusal(inZlib(prefix, bytes), 'code-malformed');
  });

  it.each(lies)('is refused in place of the claims: %s', (_, bytes) => {
    for (const prefix of ['MO1:', 'HC1:']) expectCheapRefusal(inZlib(prefix, message(bytes)), 'code-malformed');
  });

  it.each(lies)('is refused in place of the protected header: %s', (_, bytes) => {
    const header = Buffer.concat([hex(`84 59${bytes.length.toString(16).padStart(4, '0')}`), bytes, hex('a0 40 40')]);
    for (const prefix of ['MO1:', 'HC1:']) expectCheapRefusal(inZlib(prefix, header), 'code-malformed');
  });
});

describe('JSON that is a tower', () => {
  it.each([
    ['of arrays', `{"a":${'['.repeat(60_000)}`],
    ['of objects', '{"a":'.repeat(13_000)],
    ['that is closed again', `${'{"a":'.repeat(8_000)}0${'}'.repeat(8_000)}`],
    ['of arrays, balanced', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
  ])('%s is refused in a card', (_, json) => {
    expectCheapRefusal(card(deflateRawSync(json)), 'code-malformed');
  });

  it('is refused in a header', () => {
    expectCheapRefusal(card(deflateRawSync('{}'), { zip: 'DEF', alg: 'ES256', kid: 'x', deep: [[[[]]]] }), 'code-malformed');
  });

  it('many members cost what their bytes cost', () => {
    const members = Array.from({ length: 7_000 }, (_, index) => `"${index}":0`).join();
    const read = readCode(card(deflateRawSync(`{${members}}`)));
    expect(read.ok ? 'read' : read.reason).toMatch(/^code-(malformed|too-large)$/);
  });
});

describe('a mebibyte', () => {
  const marks: Readonly<Record<(typeof FORMAT_IDS)[number], string>> = { MO1: 'MO1:', HC1: 'HC1:', SHC: 'shc:/', NZCP: 'NZCP:/1/', 'VDS-NC': '{"data":{"hdr":{"t":"icao.vacc"', VDS: '\xdc\x03', IDB: 'RDB1B' };
  it.each(FORMAT_IDS)('of a code is refused unread: %s', (format) => {
    expectCheapRefusal(marks[format] + '0'.repeat(MEBIBYTE), 'code-too-large');
  });

  it.each([
    ['digits', '7'.repeat(MEBIBYTE)],
    ['spaces before JSON', `${' '.repeat(MEBIBYTE)}{`],
    ['opening braces', '{'.repeat(MEBIBYTE)],
    ['half characters', '\ud800'.repeat(MEBIBYTE)],
    ['nothing', '\0'.repeat(MEBIBYTE)],
  ])('of %s is refused unread', (_, text) => {
    expectCheapRefusal(text, 'code-too-large');
  });
});
