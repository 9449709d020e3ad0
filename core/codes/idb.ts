/**
 * ICAO data structure for barcodes (technical report "ICAO Datastructure for Barcode") as envelopes: text with the mark `NDB1` or `RDB1`.
 * docs/formats/vds.md says what is accepted. Layer: codes.
 */
import type { CodeFormat, Envelope } from '../model/envelope.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { decodeIdb } from './idb-barcode.ts';
import { readIdbFacts } from './idb-facts.ts';

export const idb: CodeFormat = {
  id: 'IDB',
  recognises: (text) => /^[NR]DB1[A-Z2-7]/.test(text),
  parse(text) {
    const barcode = decodeIdb(text);
    if (!barcode.ok) return barcode;
    const { reference, signedBytes, signature } = barcode.value;
    if (signature === null) return { ok: false, reason: 'recognised-not-accepted', detail: 'IDB: a barcode that nobody signed' };
    const value: Envelope = { format: 'IDB', signedBytes, signature, claimedAlgorithm: null, issuer: null, keyId: reference, claims: barcode.value };
    return { ok: true, value };
  },
  toFacts: readIdbFacts,
  toRevocationHandles: (_envelope, facts) => [toCodeIdHandle(facts)],
};
