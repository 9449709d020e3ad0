import { useState } from 'react';

/** The dialogs that a key or button of the frame opens. */
export type DialogName = 'help' | 'manual' | 'picture' | 'override' | 'crossing' | 'contingency' | 'notices' | 'consent';

/**
 * Which dialog is open. None outlives the presence of whoever opened it: what a traveller told one officer is not for the next.
 * @param presence - who works at the window; another value after a hand-over and while it is locked.
 */
export function useDialog(presence: string): readonly [DialogName | null, (name: DialogName | null) => void] {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [openedAt, setOpenedAt] = useState(presence);
  // While rendering, not after: nothing of the dialog is drawn for the next, not even once.
  if (openedAt !== presence) {
    setOpenedAt(presence);
    setDialog(null);
  }
  return [dialog, setDialog];
}
