import { useEffect, useRef } from 'react';
import type { Status } from '../../core/contract.ts';
import type { Tone } from '../ui/tones.ts';
import { standingNotes } from './standing-notes.ts';

/** Sounds the alarm once when something of the terminal's standing gets wrong or worse; not for a consent, and not when it gets well. */
export function useAlarm(status: Status | null, play: (tone: Tone) => void): void {
  const before = useRef('');
  const now = status === null ? '' : alarmsOf(status).join(' ');
  useEffect(() => {
    const known = before.current.split(' ');
    before.current = now;
    if (now.split(' ').some((key) => !known.includes(key))) play('alarm');
  }, [now, play]);
}

/** The notes that are worth a tone. */
export const alarmsOf = (status: Pick<Status, 'outOfService' | 'clock' | 'trust' | 'damage'>): readonly string[] =>
  standingNotes(status)
    .map(({ key }) => key)
    .filter((key) => key !== 'accepted');
