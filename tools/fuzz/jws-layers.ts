/** The layers of SMART Health Cards: digits, compact JWS (RFC 7515 clause 7.1), compressed JSON. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { jsonCodec } from './json-tree.ts';
import { behindPrefix, textLayer } from './layer.ts';
import type { Layer, Layers } from './layer.ts';
import type { TestSigner } from './test-signers.ts';

const PREFIX = /^shc:\/(?:\d+\/\d+\/)?/;
const USUAL_PREFIX = 'shc:/';
const OFFSET = 45;
/** Larger than any card, so that a vector that is a bomb is left alone here. */
const MAX_JSON_BYTES = 1_048_576;

export interface JwsSigner extends TestSigner {
  readonly keyId: string;
}

interface Jws {
  readonly header: Buffer;
  /** Compressed. */
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** Digits of a compact JWS as a symbol holds them. */
export function toSymbol(jws: string): string {
  return USUAL_PREFIX + Array.from(Buffer.from(jws, 'latin1'), (byte) => (((byte - OFFSET + 256) % 256) % 100).toString().padStart(2, '0')).join('');
}

function toJws(text: string): string | null {
  const digits = text.replace(PREFIX, '');
  if (!PREFIX.test(text) || !/^(?:\d\d)+$/.test(digits)) return null;
  return Buffer.from(digits.match(/\d\d/g)?.map((pair) => Number(pair) + OFFSET) ?? []).toString('latin1');
}

function openJws(text: string): Jws | null {
  const parts = toJws(text)?.split('.').map((part) => Buffer.from(part, 'base64url'));
  const [header, payload, signature] = parts ?? [];
  return header === undefined || payload === undefined || signature === undefined ? null : { header, payload, signature };
}

const signedText = ({ header, payload }: Pick<Jws, 'header' | 'payload'>): string => `${header.toString('base64url')}.${payload.toString('base64url')}`;
const closeJws = (jws: Jws): string => toSymbol(`${signedText(jws)}.${jws.signature.toString('base64url')}`);

function inflated(payload: Buffer): Buffer | null {
  try {
    return inflateRawSync(payload, { maxOutputLength: MAX_JSON_BYTES });
  } catch {
    return null;
  }
}

export function jwsLayers(signer: JwsSigner): Layers {
  const usualHeader = Buffer.from(JSON.stringify({ zip: 'DEF', alg: signer.algorithm, kid: signer.keyId }));
  const part = (
    stage: string,
    kind: 'bytes' | 'json' | 'signature',
    canSign: boolean,
    read: (jws: Jws) => Buffer | null,
    write: (jws: Jws, value: Buffer) => Jws,
  ): Layer => ({
    stage,
    kind,
    canSign,
    open: (text, sign) => {
      const jws = openJws(text);
      return jws === null ? null : read(sign ? { ...jws, header: usualHeader } : jws);
    },
    close: (value, original, sign) => {
      const jws = openJws(original);
      if (jws === null) return original;
      const changed = write(sign ? { ...jws, header: usualHeader } : jws, value);
      return closeJws(sign ? { ...changed, signature: signer.sign(Buffer.from(signedText(changed))) } : changed);
    },
  });
  const compressed = (jws: Jws, value: Buffer): Jws => ({ ...jws, payload: deflateRawSync(value) });
  const layers: readonly Layer[] = [
    textLayer,
    behindPrefix('digits', PREFIX, USUAL_PREFIX),
    { stage: 'compact', kind: 'text', open: toJws, close: toSymbol },
    part('header', 'json', true, ({ header }) => (jsonCodec.decode(header) === null ? null : header), (jws, header) => ({ ...jws, header })),
    part('compressed', 'bytes', true, ({ payload }) => payload, (jws, payload) => ({ ...jws, payload })),
    part('payload', 'bytes', true, ({ payload }) => inflated(payload), compressed),
    part('claims', 'json', true, ({ payload }) => inflated(payload), compressed),
    part('signature', 'signature', false, ({ signature }) => signature, (jws, signature) => ({ ...jws, signature })),
  ];
  return {
    layers,
    sealOf: (text) => {
      const jws = openJws(text);
      return jws === null ? null : { signedBytes: Buffer.from(signedText(jws)), signature: jws.signature };
    },
  };
}
