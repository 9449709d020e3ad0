/** The sets of pictures that the reader is measured on. All are drawn when they are asked for: none is kept in the repository. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Luma } from '../../../renderer/reader/luma.ts';
import { type Badness, drawPicture, IMPAIRMENTS, type Spoiling } from './picture.ts';
import { between, createRandom } from './random.ts';
import { FRAME } from './scene.ts';
import { type CodeSymbol, drawSymbol, type EcLevel } from './symbols.ts';

/** A picture that is not drawn yet. */
export interface PictureCase {
  /** For reports: what spoils it. */
  readonly kind: string;
  /** What it holds, one character per byte; null when it holds no code. */
  readonly text: string | null;
  draw(): Luma;
}

const VectorFile = z.object({ vectors: z.array(z.object({ id: z.string(), code: z.unknown(), qr: z.object({ ecLevel: z.enum(['L', 'M', 'Q', 'H']) }).nullish() })) });

/** Codes that are one symbol; those in several are left out. */
function readCodes(path: string): readonly { readonly id: string; readonly code: string; readonly ecLevel: EcLevel }[] {
  const { vectors } = VectorFile.parse(JSON.parse(readFileSync(fileURLToPath(new URL(`../../vectors/${path}`, import.meta.url)), 'utf8')));
  return vectors.flatMap(({ id, code, qr }) => (typeof code === 'string' ? [{ id, code, ecLevel: qr?.ecLevel ?? 'Q' }] : []));
}

const spoilt = (symbol: CodeSymbol, kind: string, spoiling: Spoiling, seed: number): PictureCase => ({ kind, text: symbol.text, draw: () => drawPicture(symbol, spoiling, seed) });

/** Every code of the EU's quality assurance set with its own error correction, as an ordinary camera sees an ordinary sheet. */
export function publishedSet(): readonly PictureCase[] {
  return readCodes('hc1/dcc-qa.json').map(({ code, ecLevel }, seed) => ({ kind: 'ordinary', text: code, draw: () => drawPicture(drawSymbol('qr', code, ecLevel), {}, seed) }));
}

/** QR codes of the size of HC1, MO1 and SMART Health Cards, each impairment alone in three degrees and several together. */
export function hardSet(): readonly PictureCase[] {
  const symbols = hardSymbols();
  const alone = IMPAIRMENTS.flatMap((kind) => ([0, 1, 2] as const).flatMap((bad) => symbols.map((symbol, i) => spoilt(symbol, `${kind} ${bad}`, { [kind]: bad }, 1_000 + i * 100 + bad))));
  const together = ([0, 1] as const).flatMap((bad) => symbols.flatMap((symbol, i) => [0, 1, 2].map((round) => spoilt(symbol, `three ${bad}`, three(bad, i * 10 + round), 2_000 + i * 100 + round * 10 + bad))));
  return [...alone, ...together];
}

/** Three impairments at once, one each of what the sheet, the light and the lens can do. */
function three(bad: Badness, seed: number): Spoiling {
  const random = createRandom(seed);
  const oneOf = <Kind>(kinds: readonly [Kind, ...Kind[]]): Kind => kinds[Math.floor(random() * kinds.length)] ?? kinds[0];
  return { [oneOf(['rotation', 'perspective', 'curl', 'dirt'])]: bad, [oneOf(['phone', 'shadow', 'glare'])]: bad, [oneOf(['motion', 'blur', 'noise'])]: bad };
}

/** The longest and a middling HC1, an MO1, a SMART Health Card: 65 to 101 modules a side. */
function hardSymbols(): readonly CodeSymbol[] {
  const hc1 = hc1ByLength();
  const shc = readCodes('shc/shc.json').find(({ code }) => code.startsWith('shc:/'));
  return [drawSymbol('qr', codeOf(hc1.at(-1))), drawSymbol('qr', codeOf(hc1[Math.floor(hc1.length / 2)])), drawSymbol('qr', mo1Code()), drawSymbol('qr', codeOf(shc), 'L')];
}

const hc1ByLength = (): ReturnType<typeof readCodes> => readCodes('hc1/dcc-qa.json').toSorted((a, b) => a.code.length - b.code.length);
const mo1Code = (): string => codeOf(readCodes('mo1/mo1.json').find(({ id }) => id === 'good-1'));

function codeOf(vector: { readonly code: string } | undefined): string {
  if (vector === undefined) throw new Error('test/vectors: the code that a set is drawn from is not there');
  return vector.code;
}

/** Aztec, Data Matrix and PDF417 with codes as they are printed in them, ordinary and with each impairment in the first two degrees. */
export function otherFormatsSet(): readonly PictureCase[] {
  return (['aztec', 'datamatrix', 'pdf417'] as const).flatMap((format) =>
    [codeOf(hc1ByLength()[0]), mo1Code()].flatMap((text, i) => {
      const symbol = drawSymbol(format, text);
      return [
        spoilt(symbol, `${format} ordinary`, {}, 3_000 + i),
        ...IMPAIRMENTS.flatMap((kind) => ([0, 1] as const).map((bad) => spoilt(symbol, `${format} ${kind} ${bad}`, { [kind]: bad }, 3_100 + i * 10 + bad))),
      ];
    }),
  );
}

/** Pictures without a code: the place alone, noise, checkerboards, stripes, modules at random. @param count - how many in all. */
export function emptySet(count: number): readonly PictureCase[] {
  const kinds = ['place', 'noise', 'checkerboard', 'stripes', 'modules'] as const;
  return Array.from({ length: count }, (_, seed) => {
    const kind = kinds[seed % kinds.length] ?? 'place';
    return { kind, text: null, draw: () => (kind === 'place' ? drawPicture(null, { noise: ((seed / kinds.length) % 3) as Badness }, seed) : drawPattern(kind, seed)) };
  });
}

function drawPattern(kind: 'noise' | 'checkerboard' | 'stripes' | 'modules', seed: number): Luma {
  const random = createRandom(seed);
  const { width, height } = FRAME;
  const size = Math.floor(between(random, 2, 24));
  const columns = Math.ceil(width / size);
  const cells = Uint8Array.from({ length: columns * Math.ceil(height / size) }, () => (random() < 0.5 ? 30 : 220));
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const [column, row] = [Math.floor(x / size), Math.floor(y / size)];
      if (kind === 'noise') data[i] = Math.floor(random() * 256);
      else if (kind === 'checkerboard') data[i] = (column + row) % 2 === 0 ? 30 : 220;
      else if (kind === 'stripes') data[i] = cells[column] ?? 0;
      else data[i] = cells[row * columns + column] ?? 0;
    }
  }
  return { data, width, height };
}
