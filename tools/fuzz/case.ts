/** Makes cases: number n of a seed is always the same, whatever the machine's speed and whatever was made before it. */
import { join } from 'node:path';
import { RESOURCES_DIR } from '../../core/config.ts';
import type { FormatId } from '../../core/model/format.ts';
import { GENERIC_POS_PROFILE, loadDeviceProfiles } from '../../core/scan/device-profiles.ts';
import type { PosProfile } from '../../core/scan/device-profiles.ts';
import { createRandom } from '../issuer/random.ts';
import type { Random } from '../issuer/random.ts';
import { cborCodec } from './cbor-tree.ts';
import { byteEdits, signatureEdits, textEdits } from './flat-edits.ts';
import type { Formats, Seed } from './formats.ts';
import { jsonCodec } from './json-tree.ts';
import type { Layer } from './layer.ts';
import { REPORT_EDITS, editReports, reportsOf } from './reports.ts';
import type { TimedReport } from './reports.ts';
import { TREE_EDITS, editTree } from './tree.ts';

/** What is handed to the terminal: a text, or the reports of a device and the text they are of when nothing is wrong with them. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reports'; readonly profile: PosProfile; readonly reports: readonly TimedReport[]; readonly whole: string | null };
/** The changed layer itself: what a minimiser can cut. */
export type Value = string | Buffer | readonly TimedReport[];

export interface Case {
  readonly number: number;
  readonly format: FormatId;
  readonly stage: string;
  readonly seed: Seed;
  /** Signed anew with a test key after the change. */
  readonly signed: boolean;
  readonly edits: readonly string[];
  readonly value: Value;
  /** The input with another value in place of the changed layer's. */
  toInput(value: Value): Input;
}

/** The stage of reports, before any layer of a code. */
export const REPORTS_STAGE = 'HID reports';

/** Layers whose structure carries the meaning: there most can go wrong, and there most cases are. */
const MEANING_KINDS: readonly string[] = ['cbor', 'json'];

/** One stage of one format, with the vectors that have it. */
interface Station {
  readonly format: FormatId;
  readonly stage: string;
  /** Null for reports. */
  readonly layer: Layer | null;
  readonly seeds: readonly Seed[];
  /** Those whose signature holds: changes behind it count for more. */
  readonly genuine: readonly Seed[];
}

export interface Plan {
  /** Each once. */
  readonly stages: readonly Pick<Station, 'format' | 'stage'>[];
  /** In the order in which cases go round; some stages come more often. */
  readonly stations: readonly Station[];
  readonly profiles: readonly [PosProfile, ...PosProfile[]];
}

/**
 * Every stage of every format, in the order in which cases go round.
 * @param isGenuine - whether a vector's own signature holds.
 * @throws Error for a stage that no vector has: it would never be tried.
 */
export function createPlan({ byId }: Formats, isGenuine: (seed: Seed) => boolean): Plan {
  const stages = [...byId].flatMap(([format, { seeds, layers }]): Station[] => {
    const station = (stage: string, layer: Layer | null, having: readonly Seed[]): Station => ({ format, stage, layer, seeds: having, genuine: having.filter(isGenuine) });
    return [station(REPORTS_STAGE, null, seeds), ...layers.map((layer) => station(layer.stage, layer, seeds.filter(({ text }) => layer.open(text, false) !== null)))];
  });
  const empty = stages.find(({ seeds }) => seeds.length === 0);
  if (empty !== undefined) throw new Error(`no vector of ${empty.format} has the stage ${empty.stage}`);
  const profiles = loadDeviceProfiles(join(RESOURCES_DIR, 'device-profiles.json')).filter((profile) => profile.mode === 'hid-pos');
  const stations = [...stages, ...stages.flatMap((station) => (MEANING_KINDS.includes(station.layer?.kind ?? '') ? [station, station] : []))];
  return { stages, stations, profiles: [GENERIC_POS_PROFILE, ...profiles] };
}

const MAX_EDITS = 3;

/**
 * @param seed - any text.
 * @param mostEdits - fewer edits of the same case, for a minimiser.
 */
export function makeCase({ stations, profiles }: Plan, seed: string, number: number, mostEdits = MAX_EDITS): Case {
  const station = stations[number % stations.length];
  if (station === undefined) throw new RangeError(`no case has the number ${number}`);
  const random = createRandom(`${seed}/${number}`);
  const pick = (): Seed => {
    const from = station.genuine.length > 0 && random.oneIn(2) ? station.genuine : station.seeds;
    const found = from[random.below(from.length)];
    if (found === undefined) throw new RangeError(`no vector for ${station.format} ${station.stage}`);
    return found;
  };
  const { format, stage, layer } = station;
  const [chosen, other] = [pick(), pick()];
  // One in eight is left as it is: what is only unpacked and packed again must come out the same.
  const count = Math.min(mostEdits, random.oneIn(8) ? 0 : 1 + random.below(MAX_EDITS));
  const known = { number, format, stage, seed: chosen };
  if (layer === null) return { ...known, signed: false, ...makeReports(random.pick(profiles), chosen, other, random, count) };
  if (layer.kind === 'text') {
    const edits: string[] = [];
    let value = layer.open(chosen.text) ?? '';
    for (let edit = 0; edit < count; edit++) value = textEdits.apply(choose(textEdits.names, random, edits), value, random, layer.open(other.text) ?? '');
    return { ...known, signed: false, edits, value, toInput: (changed) => ({ kind: 'text', text: layer.close(typeof changed === 'string' ? changed : '') }) };
  }
  // Mostly signed: what is not hardly gets behind the signature.
  const signed = layer.canSign && !random.oneIn(4);
  const { edits, value } = changeBytes(layer.kind, openOr(layer, chosen, signed), openOr(layer, other, signed), random, count);
  return { ...known, signed, edits, value, toInput: (changed) => ({ kind: 'text', text: layer.close(Buffer.isBuffer(changed) ? changed : Buffer.alloc(0), chosen.text, signed) }) };
}

const openOr = (layer: Exclude<Layer, { kind: 'text' }>, { text }: Seed, sign: boolean): Buffer => layer.open(text, sign) ?? Buffer.alloc(0);

function choose(names: readonly string[], random: Random, edits: string[]): string {
  const name = names[random.below(names.length)] ?? '';
  edits.push(name);
  return name;
}

function changeBytes(kind: 'bytes' | 'cbor' | 'json' | 'signature', original: Buffer, other: Buffer, random: Random, count: number): { readonly edits: readonly string[]; readonly value: Buffer } {
  const edits: string[] = [];
  const codec = kind === 'cbor' ? cborCodec : kind === 'json' ? jsonCodec : null;
  const tree = codec?.decode(original) ?? null;
  // What is no value of its kind to begin with is changed as bytes.
  if (codec === null || tree === null) {
    const { names, apply } = kind === 'signature' ? signatureEdits : byteEdits;
    let value = original;
    for (let edit = 0; edit < count; edit++) value = apply(choose(names, random, edits), value, random, other);
    return { edits, value };
  }
  const donor = codec.decode(other) ?? tree;
  let changed = tree;
  for (let edit = 0; edit < count; edit++) changed = editTree(changed, choose(TREE_EDITS, random, edits), random, codec, donor);
  return { edits, value: count === 0 ? original : codec.encode(changed) };
}

function makeReports(profile: PosProfile, chosen: Seed, other: Seed, random: Random, count: number): Pick<Case, 'edits' | 'value' | 'toInput'> {
  const edits: string[] = [];
  const original = reportsOf(profile, chosen.text, random);
  const others = reportsOf(profile, other.text, random);
  let value = original;
  for (let edit = 0; edit < count; edit++) value = editReports(value, choose(REPORT_EDITS, random, edits), random, others);
  return { edits, value, toInput: (changed) => ({ kind: 'reports', profile, reports: isReports(changed) ? changed : [], whole: changed === original ? chosen.text : null }) };
}

function isReports(value: Value): value is readonly TimedReport[] {
  return Array.isArray(value);
}
