/** The layers of formats that are COSE_Sign1 messages (RFC 9052 clause 4.2) in some armour. */
import { toSigStructure } from '../../core/codes/cose-sign1.ts';
import { encodeCanonical } from '../issuer/encode-mo1.ts';
import { cborBytes, cborCodec, cborContent } from './cbor-tree.ts';
import { armouredBytes, textLayer } from './layer.ts';
import type { Armour, Layer, Layers } from './layer.ts';
import type { TestSigner } from './test-signers.ts';
import type { Tree } from './tree.ts';

const TAGS = /^(?:\xd8\x3d)?\xd2?/;
const ARRAY_OF_FOUR = Buffer.of(0x84);
const NO_PARAMETERS: Buffer = Buffer.of(0xa0);
const PARAMETER = { algorithm: 1, keyId: 4 } as const;
const ALGORITHM_NUMBERS: Readonly<Record<string, number>> = { EdDSA: -8, ES256: -7, ES384: -35, ES512: -36, PS256: -37 };

interface Message {
  readonly tags: Buffer;
  readonly protectedHeader: Buffer;
  readonly unprotected: Buffer;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** A key for messages: what the header says of it, and its signatures. */
export interface CoseSigner extends TestSigner {
  readonly keyId: Buffer;
}

function openMessage(bytes: Buffer | null): Message | null {
  if (bytes === null) return null;
  const tags = bytes.subarray(0, TAGS.exec(bytes.toString('latin1', 0, 3))?.[0].length ?? 0);
  const body = cborCodec.decode(bytes.subarray(tags.length));
  if (body?.kind !== 'list' || body.items.length !== 4) return null;
  const [header, unprotected, content, seal]: readonly (Tree | undefined)[] = body.items;
  const [protectedHeader, payload, signature] = [cborContent(header), cborContent(content), cborContent(seal)];
  if (protectedHeader === null || payload === null || signature === null || unprotected === undefined) return null;
  return { tags, protectedHeader, unprotected: cborCodec.encode(unprotected), payload, signature };
}

function closeMessage({ tags, protectedHeader, unprotected, payload, signature }: Message): Buffer {
  return Buffer.concat([tags, ARRAY_OF_FOUR, cborBytes(protectedHeader), unprotected, cborBytes(payload), cborBytes(signature)]);
}

/**
 * @param armour - from text to the message's bytes and back.
 * @param signer - the test key that signs anew.
 */
export function coseLayers(armour: Armour, signer: CoseSigner): Layers {
  const usualHeader = Buffer.from(
    encodeCanonical(
      new Map<number, unknown>([
        [PARAMETER.algorithm, ALGORITHM_NUMBERS[signer.algorithm]],
        [PARAMETER.keyId, signer.keyId],
      ]),
    ),
  );
  /** The message with the test key's own headers, to be signed once it is changed. */
  const unsigned = (message: Message): Message => ({ ...message, protectedHeader: usualHeader, unprotected: NO_PARAMETERS });
  const signed = (message: Message): Message => ({ ...message, signature: signer.sign(signatureInput(message)) });

  const part = (stage: string, kind: 'bytes' | 'cbor' | 'signature', name: Exclude<keyof Message, 'tags'>, canSign: boolean): Layer => ({
    stage,
    kind,
    canSign,
    open: (text, sign) => {
      const message = openMessage(armour.open(text));
      return message === null ? null : (sign ? unsigned(message) : message)[name];
    },
    close: (value, original, sign) => {
      const message = openMessage(armour.open(original));
      if (message === null) return original;
      const changed: Message = { ...(sign ? unsigned(message) : message), [name]: value };
      return armour.close(closeMessage(sign ? signed(changed) : changed));
    },
  });

  const layers = [
    textLayer,
    ...armour.layers,
    armouredBytes('message', armour),
    { ...armouredBytes('structure', armour), kind: 'cbor' } as Layer,
    part('protected header', 'cbor', 'protectedHeader', true),
    part('unprotected header', 'cbor', 'unprotected', false),
    part('payload', 'bytes', 'payload', true),
    part('claims', 'cbor', 'payload', true),
    part('signature', 'signature', 'signature', false),
  ];
  return {
    layers,
    sealOf: (text) => {
      const message = openMessage(armour.open(text));
      return message === null ? null : { signedBytes: signatureInput(message), signature: message.signature };
    },
  };
}

/** What the signature covers; an empty map counts as no bytes (RFC 9052 clause 4.4). */
function signatureInput({ protectedHeader, payload }: Message): Uint8Array {
  return toSigStructure({ protectedBytes: protectedHeader, payload });
}
