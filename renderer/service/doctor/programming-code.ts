/** Draws the maker's codes that set a scanner up. Pure. */
import { code128, datamatrix, drawingSVG, qrcode } from 'bwip-js/browser';
import type { ProgrammingBarcode } from '../../../core/contract.ts';

/** Pixels a module: cheap scanners do not resolve less off a screen. */
export const MODULE_PX = 3;
/** Quiet zone in modules: ISO/IEC 15417 asks for ten beside Code 128, ISO/IEC 18004 for four around QR, ISO/IEC 16022 for one. */
const QUIET_ZONE = 10;
/** Height of the bars, in millimetres of 72 dpi. */
const BAR_HEIGHT = 12;
/** How bwip-js writes function character 3. */
const FNC3 = '^FNC3';

export interface DrawnCode {
  /** Black on white, quiet zone included. */
  readonly svg: string;
  /** CSS pixels. Stretched, its bars would have uneven widths. */
  readonly width: number;
  readonly height: number;
}

export function drawProgrammingCode({ symbology, text, fnc3 }: ProgrammingBarcode): DrawnCode {
  const common = { scale: MODULE_PX, padding: QUIET_ZONE, backgroundcolor: 'FFFFFF' };
  // In Code 128 a circumflex begins a function character, and two stand for itself.
  const functional = (fnc3 === 'first' ? FNC3 : '') + text.replaceAll('^', '^^') + (fnc3 === 'last' ? FNC3 : '');
  const draw = (): string => {
    switch (symbology) {
      case 'code128':
        return code128({ bcid: 'code128', text: functional, parsefnc: true, height: BAR_HEIGHT, ...common }, drawingSVG());
      case 'qr':
        return qrcode({ bcid: 'qrcode', text, ...common }, drawingSVG());
      case 'datamatrix':
        return datamatrix({ bcid: 'datamatrix', text, ...common }, drawingSVG());
      default:
        return symbology satisfies never;
    }
  };
  const svg = draw();
  const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  return { svg, width: Number(width), height: Number(height) };
}
