/** Why an update was refused, as an error inside trust distribution; outside it is an outcome. Layer: trust. */
import type { TrustCause } from '../../model/trust-distribution.ts';
import { TransferFault } from './source.ts';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: TrustCause;

  constructor(code: TrustCause, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What tuf-js says, by the words of its messages: it wraps errors of snapshot and targets into texts. Pinned with its version, and by tests. */
const WORDS: readonly (readonly [RegExp, TrustCause])[] = [
  [/was signed by \d+\/\d+ keys/, 'threshold'],
  [/is expired/, 'freeze'],
  [/is less than current version/, 'rollback'],
  [/Missing file .* in new snapshot/, 'rollback'],
  [/doesn't match timestamp|does not match snapshot version/, 'mix-and-match'],
  [/Expected hash|Expected length|Hash algorithm/, 'hash-mismatch'],
];

/**
 * The refusal behind an error of tuf-js.
 * @param transfer - the source's fault, when a file did not come: then that is the cause, whatever tuf-js makes of it.
 */
export function toRefusal(cause: unknown, transfer: TransferFault | null): Refusal {
  if (cause instanceof Refusal) return cause;
  if (transfer !== null) return new Refusal(transfer.code, transfer.message, { cause });
  if (cause instanceof TransferFault) return new Refusal(cause.code, cause.message, { cause });
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = WORDS.find(([words]) => words.test(message))?.[1] ?? 'malformed-metadata';
  return new Refusal(code, message, { cause });
}
