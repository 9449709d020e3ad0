import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Sound } from './SoundControl.tsx';
import { createSpeaker, type Tone } from './tones.ts';

/** The window's tones with their volume; starts at the terminal's setting. */
export function useSound(initialVolume: number): { readonly sound: Sound; readonly play: (tone: Tone) => void } {
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
    (tone: Tone) => {
      speaker.play(tone, muted ? 0 : volume);
      setBlocked(!speaker.isAudible());
    },
    [speaker, muted, volume],
  );
  const sound = useMemo(() => ({ volume, muted, blocked, setVolume, setMuted }), [volume, muted, blocked]);
  return { sound, play };
}
