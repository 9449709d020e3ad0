import type { VerdictView } from '../../core/contract.ts';

type Outcome = VerdictView['outcome'];

const OCTAGON = '19.5,4 44.5,4 60,19.5 60,44.5 44.5,60 19.5,60 4,44.5 4,19.5';

/**
 * The shape of an outcome, the same everywhere: circle with a tick, diamond with a raised hand, octagon with a cross.
 * Drawn in the text's colour with the sign cut out of it. The word stands beside it, so screen readers skip it.
 */
export function VerdictShape({ outcome, className = 'shape' }: { readonly outcome: Outcome; readonly className?: string }) {
  return (
    <svg className={`${className} shape-${outcome}`} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      {outcome === 'pass' && (
        <>
          <circle className="shape-ground" cx="32" cy="32" r="28" />
          <path className="shape-sign" d="m18 33 10 10 19-22" />
        </>
      )}
      {outcome === 'refer' && (
        <>
          <rect className="shape-ground" x="11.5" y="11.5" width="41" height="41" rx="3" transform="rotate(45 32 32)" />
          <Hand />
        </>
      )}
      {outcome === 'refuse' && (
        <>
          <polygon className="shape-ground" points={OCTAGON} />
          <path className="shape-sign" d="m21 21 22 22m0-22-22 22" />
        </>
      )}
    </svg>
  );
}

/** A raised hand: four fingers, a thumb and the palm. */
function Hand() {
  return (
    <g className="shape-hand">
      <path d="M24 33V22.5m5.4 8V18.5m5.4 12v-11.5m5.4 13v-9.5" />
      <path className="shape-palm" d="M21.7 31h20.8v6.5c0 6-4 9.8-9.6 9.8-5 0-7.6-2-10-5.9l-5.4-8.3c1.7-1.9 3.6-1.5 4.9.3z" />
    </g>
  );
}
