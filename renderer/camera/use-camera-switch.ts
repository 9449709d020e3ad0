import { useState } from 'react';

/**
 * Whether the desk's camera is on. It stays on from traveller to traveller and does not outlive the presence of whoever
 * switched it on, nor their stay at the desk.
 * @param place - who works where; another value after a hand-over, while the window is locked, and in another workspace.
 */
export function useCameraSwitch(place: string): readonly [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(false);
  const [openedAt, setOpenedAt] = useState(place);
  // While rendering, not after: the next sees nothing of it, not even once.
  if (openedAt !== place) {
    setOpenedAt(place);
    setOn(false);
  }
  return [on, setOn];
}
