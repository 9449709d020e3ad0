/** The figures of `npm run bench -- verify` for a person. */
import type { StepCount } from './correctness.ts';
import { OURS } from './measure-format.ts';
import type { FormatFigures, SpeedFigures, VerifierFigures } from './measure-format.ts';
import { STEPS } from './verifier.ts';

/** What the product asks of itself (docs of the budgets): a share of the bare check's rate, and a lead over the best peer. */
export const TARGETS = { toBare: 0.6, toBestPeer: 4 } as const;

const NAME_WIDTH = 44;
const CELL_WIDTH = 18;

export function toTable(machine: string, formats: readonly FormatFigures[]): string {
  return [`verify (${machine}), text to facts, one core`, ...formats.flatMap(formatLines), ''].join('\n');
}

function formatLines({ format, vectors, verifiers, speeds }: FormatFigures): readonly string[] {
  const notes = verifiers.flatMap(({ name, note }) => (note === null ? [] : [`  ${name}: ${note}`]));
  return ['', ...speeds.flatMap((speed) => speedLines(format, speed)), `${`${format}: right of what ${vectors} vectors state`.padEnd(NAME_WIDTH)}${STEPS.map((step) => step.padStart(CELL_WIDTH)).join('')}`, ...verifiers.flatMap(correctnessLine), ...notes];
}

function speedLines(format: string, { algorithm, codes, perSecond, oursToBare, oursToBareAtBest, oursToBestPeer }: SpeedFigures): readonly string[] {
  const met = (value: number, target: number): string => `${value.toFixed(2)} (target ${target}): ${value >= target ? 'met' : 'MISSED'}`;
  return [
    `${format} ${algorithm}, verifications a second over ${codes} codes`,
    ...Object.entries(perSecond).map(([name, rate]) => `  ${name.padEnd(NAME_WIDTH - 2)}${String(rate).padStart(CELL_WIDTH)}`),
    `  ${OURS} / bare: ${met(oursToBare, TARGETS.toBare)}; in the best rounds ${oursToBareAtBest.toFixed(2)}`,
    ...(oursToBestPeer === null ? [] : [`  ${OURS} / best peer: ${met(oursToBestPeer, TARGETS.toBestPeer)}`]),
  ];
}

function correctnessLine({ name, correctness }: VerifierFigures): readonly string[] {
  return correctness === null ? [] : [`  ${name.padEnd(NAME_WIDTH - 2)}${STEPS.map((step) => stepCell(correctness[step]).padStart(CELL_WIDTH)).join('')}`];
}

/** Right of all, and of those to be refused; empty where nothing is stated. */
function stepCell({ stated, right, toRefuse, refused }: StepCount): string {
  if (stated === 0) return '-';
  return toRefuse === 0 ? `${right}/${stated}` : `${right}/${stated} (${refused}/${toRefuse})`;
}
