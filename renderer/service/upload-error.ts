/** What stands as the last error of a record, as words for a technician. Pure. Texts are `queue.cause.<cause>` in the locales and take `detail`. */
import { PARKED_BY_HAND } from '../../core/contract.ts';

const CAUSES = [
  ['parked', new RegExp(`^${PARKED_BY_HAND}$`)],
  ['rejected', /^rejected: (.*)$/s],
  ['busy', /^busy: (.*)$/s],
  ['unanswered', /^no answer for this record$/],
  ['contradicting', /^contradicting answers for this record$/],
  ['other-body', /^answer names the hash of another body$/],
  ['interrupted', /^(?:lease ran out|interrupted)$/],
  ['no-connection', /^no answer: (.*)$/s],
  ['no-gateway', /^((?:status \d+,|malformed answer|answer to another request|contradicts itself).*)$/s],
  ['gateway-says', /^(\d{4} .*)$/s],
] as const;
export const UPLOAD_CAUSES = [...CAUSES.map(([cause]) => cause), 'other'] as const;
export type UploadCause = (typeof UPLOAD_CAUSES)[number];

/** The cause, and what of the text says more: a code for the phone call. */
export function uploadCause(error: string): { readonly cause: UploadCause; readonly detail: string } {
  for (const [cause, pattern] of CAUSES) {
    const match = pattern.exec(error);
    if (match !== null) return { cause, detail: match[1] ?? '' };
  }
  return { cause: 'other', detail: error };
}
