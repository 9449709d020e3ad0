/** Where a repository's files are read from: a server or a folder. Both hand out bytes in chunks and say in one closed word why they cannot. Layer: trust. */
import type { TrustCause, TrustSourceKind } from '../../model/trust-distribution.ts';

/** Causes that a source itself can name. */
export type TransferCause = Extract<TrustCause, 'too-large' | 'not-regular-file' | 'incomplete' | 'interrupted' | 'unreachable' | 'not-kept'>;

/** A file that did not come. The message names it; `incomplete` means that it is not there. */
export class TransferFault extends Error {
  override readonly name = 'TransferFault';
  readonly code: TransferCause;

  constructor(code: TransferCause, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface TrustSource {
  readonly kind: TrustSourceKind;
  /**
   * Reads one file from its beginning to its end.
   * @param path - below the repository's place, with `/`, as in an address: `metadata/timestamp.json`. Never `..`; what an address cannot hold is percent-encoded, which no name of a terminal's set needs.
   * @param maxBytes - a file that has more is `too-large`, before any of it is read where the size is known.
   * @param signal - ends the reading as `interrupted`.
   * @throws TransferFault
   */
  read(path: string, maxBytes: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Lets connections go. */
  close(): Promise<void>;
}

export const METADATA_FOLDER = 'metadata';
export const TARGETS_FOLDER = 'targets';
