/** The layers of ICAO's seals: VDS in bytes, barcodes of the data structure in base32, VDS-NC in JSON. */
import { decodeIdb } from '../../core/codes/idb-barcode.ts';
import { readCode } from '../../core/codes/read-code.ts';
import { decodeVds } from '../../core/codes/vds-seal.ts';
import { encodeBase32 } from '../issuer/base32.ts';
import { element } from '../issuer/der.ts';
import { textLayer } from './layer.ts';
import type { Layer, Layers, Seal } from './layer.ts';
import type { TestSigner } from './test-signers.ts';

interface SealForm {
  /** What is signed, and the signature; null for a text that is no such seal. */
  readonly open: (text: string) => Seal | null;
  readonly close: (seal: Seal) => string;
}

const VDS_SIGNATURE_TAG = 0xff;
export const vdsForm: SealForm = {
  open(text) {
    const seal = decodeVds(text);
    return seal.ok && seal.value.signature !== null ? { signedBytes: seal.value.signedBytes, signature: seal.value.signature } : null;
  },
  close: ({ signedBytes, signature }) => Buffer.concat([signedBytes, element(VDS_SIGNATURE_TAG, signature)]).toString('latin1'),
};

/** Signed, not compressed. */
const IDB_MARK = 'RDB1B';
const IDB_SIGNATURE_TAG = 0x7f;
export const idbForm: SealForm = {
  open(text) {
    const barcode = decodeIdb(text);
    return barcode.ok && barcode.value.signature !== null ? { signedBytes: barcode.value.signedBytes, signature: barcode.value.signature } : null;
  },
  close: ({ signedBytes, signature }) => IDB_MARK + encodeBase32(Buffer.concat([signedBytes, element(IDB_SIGNATURE_TAG, signature)])),
};

/** Header and features as bytes, signed anew by the test key, which seals of its own name; and the signature. */
export function sealLayers({ open, close }: SealForm, signer: TestSigner): Layers {
  const signed: Layer = {
    stage: 'signed bytes',
    kind: 'bytes',
    canSign: true,
    open: (text) => toBuffer(open(text)?.signedBytes),
    close: (signedBytes, original, sign) => close({ signedBytes, signature: sign ? signer.sign(signedBytes) : (open(original)?.signature ?? Buffer.alloc(0)) }),
  };
  const signature: Layer = {
    stage: 'signature',
    kind: 'signature',
    canSign: false,
    open: (text) => toBuffer(open(text)?.signature),
    close: (value, original) => close({ signedBytes: open(original)?.signedBytes ?? Buffer.alloc(0), signature: value }),
  };
  return { layers: [textLayer, signed, signature], sealOf: open };
}

/**
 * VDS-NC: its JSON. Nothing is signed anew: the signer's certificate stands inside, and an authority's signature over one is another one every time, so that a
 * case would not be the same when it is made again.
 */
export const vdsNcLayers: Layers = {
  layers: [
    textLayer,
    {
      stage: 'json',
      kind: 'json',
      canSign: false,
      open: (text) => (text.startsWith('{') ? Buffer.from(text, 'latin1') : null),
      close: (value) => value.toString('latin1'),
    },
  ],
  sealOf(text) {
    const read = readCode(text);
    return read.ok ? read.envelope : null;
  },
};

function toBuffer(bytes: Uint8Array | undefined): Buffer | null {
  return bytes === undefined ? null : Buffer.from(bytes);
}
