/**
 * Signs where the audit stands and gets it to the gateway: at each start and stop, and once an hour while the audit grows. A head waits on disk until the
 * gateway has answered for it by its own number and hash; a newer head takes the place of one that waits, since it vouches for the same lines and
 * more. Layer: service.
 */
import type { Audit } from '../model/audit.ts';
import { type AuditHead, type AuditHeadRecords, type AuditPoint, auditHeadText } from '../model/audit-head.ts';
import { durationMs, HOUR_MS, MINUTE_MS, SECOND_MS, type UtcMillis } from '../model/units.ts';
import type { IncidentLog } from './incident-log.ts';

/** Between two heads: what an attacker with the terminal's key can still cut off unseen is at most this young. */
export const HEAD_EVERY_MS = HOUR_MS;
/** Between two tries to send one; the network's return is a try too. */
const TRY_EVERY_MS = MINUTE_MS;
/** How long a stop waits for the last head: a head that waits goes at the next start. */
const STOP_WAIT_MS = durationMs(2 * SECOND_MS);

/** What the gateway says of a head. */
export type HeadAnswer =
  | { readonly kind: 'answered'; readonly answer: AuditPoint & { readonly status: 'accepted' | 'duplicate' | 'conflict'; /** The newest head that it held before. */ readonly held: AuditPoint | null } }
  | { readonly kind: 'unavailable'; readonly error: string }
  | { readonly kind: 'refused'; readonly error: string };

export interface AuditHeadParts {
  readonly terminalId: string;
  readonly audit: Pick<Audit, 'end' | 'hashAt'>;
  readonly heads: AuditHeadRecords;
  /** The terminal's own key. @returns its identifier and an Ed25519 signature, base64. */
  readonly sign: (text: string) => { readonly keyId: string; readonly signature: string };
  /** Null where there is no gateway: heads are made and kept all the same. */
  readonly send: ((head: AuditHead) => Promise<HeadAnswer>) | null;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly incidents: Pick<IncidentLog, 'fault' | 'watch'>;
}

export interface AuditHeadKeeper {
  /** Makes a head and begins the schedule. */
  start(): void;
  /** The gateway can be reached: what waits is sent now. */
  reached(): void;
  /** Makes the last head, and sends it if that is quick. */
  stop(): Promise<void>;
}

export function createAuditHeadKeeper({ terminalId, audit, heads, sign, send, now, incidents }: AuditHeadParts): AuditHeadKeeper {
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> | null = null;

  const make = (): void => {
    const end = audit.end();
    const [newest] = heads.recent(1);
    // The same line again, or an audit that goes back: the gateway is told nothing new, or told what contradicts.
    if (end === null || newest?.sequence === end.sequence) return;
    const unsigned = { terminalId, ...end, at: now() };
    heads.keep({ ...unsigned, ...sign(auditHeadText(unsigned)) });
  };
  const isDue = (): boolean => now() - (heads.recent(1)[0]?.at ?? 0) >= HEAD_EVERY_MS;

  const settle = (head: AuditHead, answer: HeadAnswer): void => {
    const wrong = (why: string): void => incidents.watch('audit-head', 'refused', { refused: 'audit-head-refused' }, why);
    // Later, or by the next head: nothing of this says that the audit is wrong.
    if (answer.kind === 'unavailable') return;
    if (answer.kind === 'refused') {
      heads.settle(head.sequence, 'refused', now());
      return wrong(`line ${head.sequence}: ${answer.error}`);
    }
    const { status, sequence, hash, held } = answer.answer;
    // An answer for another head is none.
    if (sequence !== head.sequence || hash !== head.hash) return;
    heads.settle(head.sequence, status === 'conflict' ? 'refused' : 'uploaded', now());
    if (status === 'conflict') return wrong(`line ${head.sequence}: the gateway holds ${held === null ? 'another head' : `line ${held.sequence}`}`);
    if (held !== null && audit.hashAt(held.sequence) !== held.hash) return wrong(`line ${held.sequence}: the gateway holds another hash of it`);
    incidents.watch('audit-head', 'kept', {});
  };
  const sendWaiting = async (): Promise<void> => {
    const head = send === null ? null : heads.waiting();
    if (send !== null && head !== null) settle(head, await send(head));
  };
  const trySend = (): void => {
    sending ??= Promise.resolve()
      .then(sendWaiting)
      .catch((cause: unknown) => void incidents.fault('audit-not-kept', cause))
      .finally(() => (sending = null));
  };
  /** What is on its way, and then the last head. */
  const sendLast = async (): Promise<void> => {
    await sending;
    trySend();
    await sending;
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      incidents.fault('audit-not-kept', cause);
    }
  };

  return {
    start() {
      attempt(make);
      trySend();
      timer = setInterval(() => {
        attempt(() => {
          if (isDue()) make();
        });
        trySend();
      }, TRY_EVERY_MS);
    },
    reached: trySend,
    async stop() {
      if (timer !== null) clearInterval(timer);
      attempt(make);
      let limit: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, STOP_WAIT_MS);
      });
      await Promise.race([sendLast(), bound]);
      clearTimeout(limit);
    },
  };
}
