import { useMemo } from 'react';
import { encode } from 'uqr';

/** Quiet zone in modules: ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;

/** A QR symbol as one vector path, black on white in every theme so that any phone reads it; null when the text is too long. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const symbol = useMemo(() => draw(text), [text]);
  if (symbol === null) return null;
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${symbol.size} ${symbol.size}`} shapeRendering="crispEdges">
      <rect width={symbol.size} height={symbol.size} fill="#fff" />
      <path d={symbol.path} fill="#000" />
    </svg>
  );
}

function draw(text: string): { readonly size: number; readonly path: string } | null {
  try {
    const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
    const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
    return { size, path };
  } catch {
    return null;
  }
}
