import { useMemo } from 'react';
import { encode } from 'uqr';

/** Quiet zone in modules: ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;

interface Props {
  readonly text: string;
  readonly label: string;
  /** Width of a module in CSS pixels, for a code that a scanner reads off the screen; by default the page decides. */
  readonly modulePx?: number;
}

/** A QR symbol as one vector path, black on white in every theme so that any phone reads it; null when the text is too long. */
export function QrCode({ text, label, modulePx }: Props) {
  const symbol = useMemo(() => draw(text, modulePx === undefined ? 'M' : 'L'), [text, modulePx]);
  if (symbol === null) return null;
  const exact = modulePx === undefined ? {} : { width: symbol.size * modulePx, height: symbol.size * modulePx };
  return (
    <svg className={modulePx === undefined ? 'qr' : 'qr-exact'} {...exact} role="img" aria-label={label} viewBox={`0 0 ${symbol.size} ${symbol.size}`} shapeRendering="crispEdges">
      <rect width={symbol.size} height={symbol.size} fill="#fff" />
      <path d={symbol.path} fill="#000" />
    </svg>
  );
}

function draw(text: string, ecc: 'L' | 'M'): { readonly size: number; readonly path: string } | null {
  try {
    const { size, data } = encode(text, { ecc, border: QUIET_ZONE });
    const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
    return { size, path };
  } catch {
    return null;
  }
}
