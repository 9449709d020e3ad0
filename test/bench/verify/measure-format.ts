/** Measures one format: its vectors' correctness and, by algorithm, its good codes' speed, ours beside the bare check and the peers. */
import { judgeAll, answerOf } from './correctness.ts';
import type { Correctness } from './correctness.ts';
import { portas, signedPart } from './portas.ts';
import type { Signed } from './portas.ts';
import { bestRatioOf, race, ratioOf } from './speed.ts';
import type { Contender, Speed } from './speed.ts';
import type { Case, Format, Peer, PeerPackages, Verify } from './verifier.ts';

export const OURS = 'Portas';
export const BARE = 'bare node:crypto';

/** A verifier's figures on the vectors of one format. */
export interface VerifierFigures {
  readonly name: string;
  /** What a reader has to know; why there are no figures, where there are none. */
  readonly note: string | null;
  readonly correctness: Correctness | null;
}

/** One algorithm's codes. */
export interface SpeedFigures {
  readonly algorithm: string;
  readonly codes: number;
  /** Verifications per second and core. */
  readonly perSecond: Readonly<Record<string, number>>;
  readonly oursToBare: number;
  /** The same of the best rounds. */
  readonly oursToBareAtBest: number;
  /** Null where no peer verifies these codes. */
  readonly oursToBestPeer: number | null;
}

export interface FormatFigures {
  readonly format: string;
  readonly vectors: number;
  readonly verifiers: readonly VerifierFigures[];
  readonly speeds: readonly SpeedFigures[];
}

/** A peer that could be loaded. */
interface Loaded<Trust> {
  readonly name: string;
  readonly toVerify: (trust: Trust) => Verify;
}

/** @param packages - the peers' packages, or why there are none. */
export async function measureFormat<Trust>(format: Format<Trust>, packages: PeerPackages | string): Promise<FormatFigures> {
  const { name, cases } = format;
  const ours: Loaded<Trust> = { name: OURS, toVerify: (trust) => portas(format.toKeySet(trust)) };
  const loaded: Loaded<Trust>[] = [ours];
  const verifiers: VerifierFigures[] = [{ name: OURS, note: null, correctness: await judgeAll(cases, ours.toVerify) }];
  for (const peer of format.peers) {
    const result = await load(peer, packages);
    if (typeof result === 'string') verifiers.push({ name: peer.name, note: result, correctness: null });
    else {
      loaded.push(result);
      verifiers.push({ name: result.name, note: peer.note ?? null, correctness: await judgeAll(cases, result.toVerify) });
    }
  }
  return { format: name, vectors: cases.length, verifiers, speeds: await measureSpeeds(format, loaded) };
}

async function load<Trust>(peer: Peer<Trust>, packages: PeerPackages | string): Promise<Loaded<Trust> | string> {
  if (typeof packages === 'string') return `not installed: ${packages}`;
  try {
    const toVerify = await peer.load(packages);
    return { name: peer.name.replace(peer.package, `${peer.package} ${packages.version(peer.package)}`), toVerify };
  } catch (cause) {
    return `does not load: ${cause instanceof Error ? cause.message.split('\n', 1)[0] : 'unknown reason'}`;
  }
}

/** A good code, ready to be timed. */
interface Good<Trust> extends Case<Trust> {
  readonly signed: Signed;
}

async function measureSpeeds<Trust>(format: Format<Trust>, loaded: readonly Loaded<Trust>[]): Promise<readonly SpeedFigures[]> {
  const candidates = format.cases.filter(({ stated }) => stated.verify === true && Object.values(stated).every(Boolean));
  const trust = format.join(candidates.map((candidate) => candidate.trust));
  const keys = format.toKeySet(trust);
  const verifiers = loaded.map(({ name, toVerify }) => ({ name, verify: toVerify(trust) }));
  const [ours] = verifiers;
  const good: Good<Trust>[] = [];
  for (const candidate of candidates) {
    const signed = signedPart(candidate.text, keys);
    const accepted = ours !== undefined && (await answerOf(() => ours.verify(candidate.text, candidate.at))) === 'accepted';
    if (accepted && signed !== null) good.push({ ...candidate, signed });
  }
  const speeds: SpeedFigures[] = [];
  for (const [algorithm, codes] of Map.groupBy(good, ({ signed }) => signed.algorithm)) speeds.push(await measureSpeed(algorithm, codes, verifiers));
  return speeds;
}

/** Times the codes that everyone accepts; a peer that takes less than half of them is not timed. */
async function measureSpeed(algorithm: string, codes: readonly Good<unknown>[], verifiers: readonly { readonly name: string; readonly verify: Verify }[]): Promise<SpeedFigures> {
  const accepting: { readonly name: string; readonly verify: Verify; readonly accepts: ReadonlySet<string> }[] = [];
  for (const { name, verify } of verifiers) {
    const accepts = new Set<string>();
    for (const { id, text, at } of codes) if ((await answerOf(() => verify(text, at))) === 'accepted') accepts.add(id);
    if (2 * accepts.size >= codes.length) accepting.push({ name, verify, accepts });
  }
  const common = codes.filter(({ id }) => accepting.every(({ accepts }) => accepts.has(id)));
  const floors = [{ name: BARE, once: (index: number) => common[index % common.length]?.signed.check() }];
  const how = common[0]?.signed.plain?.how;
  if (how !== undefined) floors.push({ name: `${BARE}, ${how}`, once: (index) => common[index % common.length]?.signed.plain?.check() });
  const contenders = [...floors, ...accepting.map(({ name, verify }) => toContender(name, verify, common))];
  const speeds = await race(contenders);
  const byName = new Map(contenders.map(({ name }, index) => [name, speeds[index]] as const));
  const speedOf = (name: string): Speed => byName.get(name) ?? { perSecond: Number.NaN, rounds: [] };
  const ours = speedOf(OURS);
  const toPeers = accepting.filter(({ name }) => name !== OURS).map(({ name }) => ratioOf(ours, speedOf(name)));
  return {
    algorithm,
    codes: common.length,
    perSecond: Object.fromEntries(contenders.map(({ name }) => [name, Math.round(speedOf(name).perSecond)])),
    oursToBare: ratioOf(ours, speedOf(BARE)),
    oursToBareAtBest: bestRatioOf(ours, speedOf(BARE)),
    oursToBestPeer: toPeers.length === 0 ? null : Math.min(...toPeers),
  };
}

function toContender(name: string, verify: Verify, codes: readonly Good<unknown>[]): Contender {
  return {
    name,
    once(index) {
      const code = codes[index % codes.length];
      return code === undefined ? undefined : verify(code.text, code.at);
    },
  };
}
