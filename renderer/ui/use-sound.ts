import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ScannerRole } from '../../core/contract.ts';
import type { Sound } from './SoundControl.tsx';
import { createSpeaker, type Tone } from './tones.ts';

/** Sounds a tone; with two voices where it is about the scanner of the traveller's side. */
export type Play = (tone: Tone, side?: ScannerRole | null) => void;

/** The window's tones with their volume; starts at the terminal's setting. */
export function useSound(initialVolume: number): { readonly sound: Sound; readonly play: Play } {
  const [speaker] = useState(createSpeaker);
  const [volume, setVolume] = useState(initialVolume);
  const [muted, setMuted] = useState(false);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    const wake = (): void => {
      speaker.wake();
      setBlocked(false);
    };
    document.addEventListener('keydown', wake, { capture: true });
    document.addEventListener('pointerdown', wake, { capture: true });
    return () => {
      document.removeEventListener('keydown', wake, { capture: true });
      document.removeEventListener('pointerdown', wake, { capture: true });
    };
  }, [speaker]);
  const play = useCallback(
    (tone: Tone, side: ScannerRole | null = null) => {
      speaker.play(tone, muted ? 0 : volume, side ?? 'officer');
      setBlocked(!speaker.isAudible());
    },
    [speaker, muted, volume],
  );
  const sound = useMemo(() => ({ volume, muted, blocked, setVolume, setMuted }), [volume, muted, blocked]);
  return { sound, play };
}
