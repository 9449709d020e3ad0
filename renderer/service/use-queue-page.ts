import { useCallback, useState } from 'react';
import type { QueueCursor, QueuePage, QueueRow } from '../../core/contract.ts';
import type { Bridge } from '../bridge.ts';
import { usePolled } from './use-polled.ts';

const EVERY_MS = 2_000;

/** The page of the queue that is looked at, kept current, and how to leave it. */
export interface QueuePaging {
  readonly state: QueueRow['state'];
  readonly page: QueuePage | null;
  /** Counted from 1. */
  readonly number: number;
  readonly failed: boolean;
  readonly show: (state: QueueRow['state']) => void;
  readonly reload: () => void;
  /** Undefined where there is no such page. */
  readonly next: (() => void) | undefined;
  readonly previous: (() => void) | undefined;
}

/** Pages are found by where the one before ended, so that the last of many costs what the first does. */
export function useQueuePage(): QueuePaging {
  const [{ state, places }, setPlace] = useState<{ readonly state: QueueRow['state']; readonly places: readonly (QueueCursor | null)[] }>({ state: 'pending', places: [null] });
  const after = places.at(-1) ?? null;
  const read = useCallback((bridge: Bridge) => bridge.call('queue:page', { state, after }).then((page) => ({ state, after, page })), [state, after]);
  const { value, failed, reload } = usePolled(read, EVERY_MS);
  // The answer to an earlier question is not this page.
  const page = value !== null && value.state === state && value.after === after ? value.page : null;
  const next = page?.next ?? null;
  return {
    state,
    page,
    number: places.length,
    failed,
    show: (wanted) => setPlace({ state: wanted, places: [null] }),
    reload,
    next: next === null ? undefined : () => setPlace({ state, places: [...places, next] }),
    previous: places.length === 1 ? undefined : () => setPlace({ state, places: places.slice(0, -1) }),
  };
}
