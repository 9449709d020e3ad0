import { useCallback, useEffect, useRef, useState } from 'react';
import type { NoticeSeverity, NoticeView } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';

const NONE: readonly NoticeView[] = [];
/** Nobody reads faster: a second press of the key is not for the notice that the first has brought up. */
const LEAST_READING_MS = 500;

export interface PendingNotices {
  /** What whoever is here has not acknowledged, the first to be shown first. */
  readonly pending: readonly NoticeView[];
  /** Acknowledges the one that is shown. */
  readonly acknowledge: () => void;
  /** The last acknowledgement got no answer. */
  readonly failed: boolean;
}

/**
 * Notices for whoever works the desk, kept current.
 * @param reader - who is here; null where nobody is who may see notices.
 * @param onNew - called when a notice stands that did not before, and when somebody comes to one; with the gravest severity.
 */
export function useNotices(reader: string | null, onNew: (severity: NoticeSeverity) => void): PendingNotices {
  const bridge = useBridge();
  // An answer is for whoever was here when it was asked for: nobody sees another's.
  const [answer, setAnswer] = useState<{ readonly reader: string | null; readonly notices: readonly NoticeView[] }>({ reader: null, notices: NONE });
  const [failed, setFailed] = useState(false);
  const sending = useRef(false);
  const shownSince = useRef(0);
  const heard = useRef<ReadonlySet<string>>(new Set());
  const pending = answer.reader === reader ? answer.notices : NONE;

  const read = useCallback(() => {
    if (reader === null) return;
    // The engine is away: everything is read again when it is back.
    bridge.call('notice:pending', {}).then(({ notices }) => setAnswer({ reader, notices }), () => undefined);
  }, [bridge, reader]);
  useEffect(read, [read]);
  useEffect(() => bridge.onEngine((engine) => (engine === 'up' ? read() : undefined)), [bridge, read]);
  useEngineEvent('notice:changed', read);

  useEffect(() => {
    // The gravest come first.
    const fresh = pending.find(({ noticeId }) => !heard.current.has(noticeId));
    if (fresh !== undefined) onNew(fresh.severity);
    heard.current = new Set(pending.map(({ noticeId }) => noticeId));
  }, [pending, onNew]);

  const shownId = pending[0]?.noticeId;
  useEffect(() => {
    shownSince.current = performance.now();
  }, [shownId]);

  const acknowledge = useCallback(() => {
    const [shown] = pending;
    if (shown === undefined || sending.current || performance.now() - shownSince.current < LEAST_READING_MS) return;
    sending.current = true;
    bridge
      .call('notice:acknowledge', { noticeId: shown.noticeId })
      .then(
        // Refused is one that was withdrawn or acknowledged meanwhile: reading again shows that.
        () => {
          setFailed(false);
          read();
        },
        () => setFailed(true),
      )
      .finally(() => {
        sending.current = false;
      });
  }, [bridge, pending, read]);
  return { pending, acknowledge, failed };
}
