/**
 * Benchmark `verify`: full verifications a second and core, text to facts, by format and algorithm; beside the bare signature check of the same
 * bytes and the verifiers that someone would pick instead, and how often each is right about the published vectors. All in one run, in turns.
 */
import { openPeerPackages } from './peers/packages.ts';
import { quietly } from './quietly.ts';
import { MACHINE } from './result.ts';
import type { BenchResult } from './result.ts';
import { hc1Format } from './verify/hc1.ts';
import { measureFormat } from './verify/measure-format.ts';
import type { FormatFigures } from './verify/measure-format.ts';
import { mo1Format } from './verify/mo1.ts';
import { nzcpFormat } from './verify/nzcp.ts';
import { TARGETS, toTable } from './verify/report.ts';
import { vdsFormat, vdsNcFormat } from './verify/seals.ts';
import { shcFormat } from './verify/shc.ts';
import type { Format, PeerPackages } from './verify/verifier.ts';

type Measuring = (packages: PeerPackages | string) => Promise<FormatFigures>;
const measuring =
  <Trust>(format: Format<Trust>): Measuring =>
  (packages) =>
    measureFormat(format, packages);

/** Every format that is measured; a further one is one more line. */
const FORMATS: readonly Measuring[] = [measuring(mo1Format), measuring(hc1Format), measuring(shcFormat), measuring(nzcpFormat), measuring(vdsNcFormat), measuring(vdsFormat)];

export async function verify(): Promise<BenchResult> {
  const packages = openPeerPackages();
  const formats = await quietly(async () => {
    const measured: FormatFigures[] = [];
    for (const measure of FORMATS) measured.push(await measure(packages));
    return measured;
  });
  return { figures: { name: 'verify', machine: MACHINE, targets: TARGETS, formats }, table: toTable(MACHINE, formats) };
}
