import type { StandingNote } from './standing-notes.ts';

/** A picture for each word, told apart without colour: a barred ring, a clock, a broken disk, and a key that is whole, cracked, signed for, or crossed out. */
export function StandingShape({ word }: { readonly word: StandingNote['word'] }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="standing-shape" data-shape={word} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
      {word === 'out-of-service' && <path d="M12 3a9 9 0 1 0 .01 0M6 6l12 12" />}
      {word === 'clock' && <path d="M12 3a9 9 0 1 0 .01 0M12 7v5l4 2" />}
      {word === 'damaged' && <path d="M4 6a8 3 0 0 0 16 0a8 3 0 0 0-16 0v12a8 3 0 0 0 16 0V6M13 9l-3 4 4 1-3 4" />}
      {word !== 'out-of-service' && word !== 'clock' && word !== 'damaged' && <path d="M7 8a4 4 0 1 0 .01 0M11 12h10v4M17 12v3" />}
      {word === 'stale' && <path d="m14 3-3 4 4 1-3 3" />}
      {word === 'accepted' && <path d="m11 5 3 3 6-6" />}
      {word === 'dead' && <path d="m3 3 18 18M21 3 3 21" />}
    </svg>
  );
}
