/** One traveller at the desk of a drill, from the code before the scanner to the queue. */
import type { VerdictView } from '../../../core/contract.ts';
import type { Client } from '../../../core/wire.ts';
import type { Drill } from '../../../tools/drill/drill.ts';
import { consentOf } from '../../../tools/drill/officer.ts';

/** An engine that says nothing for so long says nothing: far longer than a busy machine takes, for what is late is no fault here. */
const ANSWER_LIMIT_MS = 30_000;

/** What the desk came to. `shown`: a verdict, and no conversion was offered; `not-converted`: it was, and failed; `fault`: the desk said that nothing could be kept. */
export type Said = 'confirmed' | 'not-converted' | 'shown' | 'fault' | 'nothing';

/** @param say - told of every promise the moment it is made, as a line of load/child.ts. */
export async function serve(drill: Pick<Drill, 'present'>, client: Client, say: (line: string) => void): Promise<Said> {
  const verdict = await new Promise<VerdictView | 'fault' | 'nothing'>((resolve) => {
    const leave = [client.on('verdict:shown', (shown) => done(shown)), client.on('fault:raised', () => done('fault'))];
    const limit = setTimeout(() => done('nothing'), ANSWER_LIMIT_MS);
    const done = (what: VerdictView | 'fault' | 'nothing'): void => {
      clearTimeout(limit);
      for (const each of leave) each();
      resolve(what);
    };
    drill.present('good');
  });
  if (typeof verdict === 'string') return verdict;
  say(`shown ${verdict.scanId}`);
  const consent = consentOf(verdict);
  if (consent === null) return 'shown';
  const reply = await client.call('desk:convert', consent).catch(() => null);
  if (reply?.ok !== true) return 'not-converted';
  say(`confirmed ${reply.recordId}`);
  // A line of the audit; and the outbox is written at the same time.
  const hastened = await client.call('service:retry-now', {}).catch(() => null);
  if (hastened !== null) say('audited');
  return 'confirmed';
}
