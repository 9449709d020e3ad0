import { code128, datamatrix, drawingSVG, qrcode } from 'bwip-js/browser';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgrammingBarcode } from '../../../core/contract.ts';

/** Pixels a module: cheap scanners do not resolve less off a screen. */
const MODULE_PX = 3;
/** Quiet zone in modules: ISO/IEC 15417 asks for ten beside Code 128, ISO/IEC 18004 for four around QR, ISO/IEC 16022 for one. */
const QUIET_ZONE = 10;
/** How bwip-js writes function character 3. */
const FNC3 = '^FNC3';
/** Height of the bars, in millimetres of 72 dpi. */
const BAR_HEIGHT = 12;

/** A code of the maker's that sets a scanner up, at a size that a scanner reads off the screen. Black on white in every theme. */
export function ProgrammingCode({ barcode }: { readonly barcode: ProgrammingBarcode }) {
  const { t } = useTranslation();
  const svg = useMemo(() => draw(barcode), [barcode]);
  // An image of its own size: stretched, its bars would have uneven widths.
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  return (
    <figure className="programming-code">
      <img src={`data:image/svg+xml,${encodeURIComponent(svg)}`} width={width} height={height} alt={t('devices.programmingCode', { text: barcode.text })} />
      <figcaption>{barcode.text}</figcaption>
    </figure>
  );
}

function draw({ symbology, text, fnc3 }: ProgrammingBarcode): string {
  const common = { scale: MODULE_PX, padding: QUIET_ZONE, backgroundcolor: 'FFFFFF' };
  switch (symbology) {
    case 'code128':
      // A circumflex begins a function character, and two stand for itself.
      return code128({ bcid: 'code128', text: (fnc3 === 'first' ? FNC3 : '') + text.replaceAll('^', '^^') + (fnc3 === 'last' ? FNC3 : ''), parsefnc: true, height: BAR_HEIGHT, ...common }, drawingSVG());
    case 'qr':
      return qrcode({ bcid: 'qrcode', text, ...common }, drawingSVG());
    case 'datamatrix':
      return datamatrix({ bcid: 'datamatrix', text, ...common }, drawingSVG());
    default:
      return symbology satisfies never;
  }
}
