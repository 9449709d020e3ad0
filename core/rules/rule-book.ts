/**
 * The rule sets of a terminal: which one is in force, which wait for their minute, which were set aside and by whom. Sets come in whole signed sets; each is
 * rehearsed before it can count. What people decide works without a network. Layer: rules. docs/formats/rule-set.md, section 6.
 */
import type { AuditAction, AuditEntry } from '../model/audit.ts';
import { PortasFault } from '../model/fault.ts';
import { COMES_TO, type HeldSetRow, type RuleActivation, type RuleDecision, type RuleReason, type RuleRecords, type SetAside } from '../model/rule-book.ts';
import type { Person } from '../model/staff.ts';
import { MINUTE_MS, type UtcMillis } from '../model/units.ts';
import { type HeldSet, heldInForce, isWaiting, nextChange, startOf } from './held-sets.ts';
import { type Rehearsal, rehearse, type RehearsalParts } from './rehearse.ts';
import { isInSpan } from './rule-fields.ts';
import { parseRuleSet, type RuleSet, ruleSetName } from './rule-set.ts';
import { runScenarios } from './run-scenarios.ts';

/** The fourteen dated changes of two and a half years of 2020 to 2023 would all fit. */
export const MAX_HELD_SETS = 32;
/** A wall clock can be set while a timer runs: what is due is looked for at least this often. */
const LOOK_EVERY_MS = MINUTE_MS;

/** Why a decision cannot be taken. `nothing-before`: no other rules are in their time. */
export type RuleObjection = 'set-unknown' | 'not-waiting' | 'not-in-force' | 'nothing-before' | 'not-set-aside';

const AUDITED: Readonly<Record<RuleDecision, AuditAction>> = { refuse: 'rules-refused', recall: 'rules-recalled', 'roll-back': 'rules-rolled-back', restore: 'rules-restored' };
/** What people have set aside, people can let count again; what fails its scenarios or was withdrawn they cannot. */
const BY_PEOPLE: readonly SetAside[] = ['refused', 'recalled', 'rolled-back'];

export interface RuleBookParts {
  /** The terminal's own set, in force while no other is. */
  readonly base: RuleSet;
  readonly records: RuleRecords;
  readonly lane: RehearsalParts['lane'];
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly listener: {
    /** Another set is in force, or something was offered or decided. */
    changed(): void;
    /** Something the technician has to know of. */
    fault(code: 'rules-damaged' | 'rules-not-taken' | 'rules-not-recorded' | 'rules-not-rehearsed', cause: unknown): void;
  };
}

/** A set beside the terminal's own, with its last rehearsal. */
export interface ShownSet extends HeldSet {
  readonly startsAt: UtcMillis;
  readonly rehearsal: Rehearsal | null;
}

export interface RuleBookState {
  readonly inForce: { readonly ruleSet: RuleSet; /** Null: since before this was kept. */ readonly since: UtcMillis | null; /** What a roll-back leads to; null where it is not possible. */ readonly before: RuleSet | null };
  readonly held: readonly ShownSet[];
  readonly activations: readonly RuleActivation[];
}

export interface RuleBook {
  /** The set in force at an instant of the running clock. Once started, the first that asks after a change records it. */
  at(at: UtcMillis): RuleSet;
  /** `id@version` of the set in force. */
  name(): string;
  /**
   * Takes all sets of a signed set, in order. New ones are rehearsed first; one that waits here and is not among them is withdrawn, and so is
   * one that any of them recalls, in force or not.
   * @param origin - of the signed set, for the log.
   */
  offer(sets: readonly RuleSet[], origin: string): Promise<void>;
  /** Rehearses a set again, on the travellers kept by now. @returns whether it is held. */
  rehearse(digest: string): Promise<boolean>;
  objection(decision: RuleDecision, digest: string): RuleObjection | null;
  /**
   * Carries out what people have decided. The caller has asked for objections before; what has come into force since is set aside all the same.
   * @returns false where there is nothing to decide any more.
   */
  decide(decision: RuleDecision, digest: string, by: { readonly reason: RuleReason; readonly first: Person; readonly second: Person | null }): boolean;
  state(): RuleBookState;
  /** Records what is in force from now on; whoever listens is ready. */
  start(): void;
  /** Takes no more offers; resolves when the one under way has come to its end, or to its next set. */
  stop(): Promise<void>;
}

/** @throws PortasFault `rules-invalid` when the terminal's own set does not keep its own scenarios. */
export function createRuleBook(parts: RuleBookParts): RuleBook {
  const { base, records, now, listener } = parts;
  const [broken] = runScenarios(base);
  if (broken !== undefined) throw new PortasFault('rules-invalid', `${base.origin}: does not keep its scenario "${broken.name}"`);
  let held: readonly HeldSet[] = records.sets().flatMap((row) => toHeld(row, parts));
  let announced: Pick<RuleActivation, 'digest' | 'at'> | null = records.activations(1)[0] ?? null;
  const reports = new Map<string, Rehearsal>();
  let timer: NodeJS.Timeout | null = null;
  let running = false;
  let stopped = false;
  // A function, because the flag changes while an offer is taken.
  const isStopped = (): boolean => stopped;
  /** Next instant at which another set may come into force. */
  let due: UtcMillis | null = null;
  /** Digests of the sets offered last. */
  let offered: ReadonlySet<string> = new Set();
  /** Offers are taken one after the other. */
  let offers: Promise<void> = Promise.resolve();

  const setAt = (at: UtcMillis): RuleSet => heldInForce(held, at)?.ruleSet ?? base;
  const find = (digest: string): HeldSet | null => held.find(({ ruleSet }) => ruleSet.digest === digest) ?? null;
  const auditOf = (action: AuditAction, at: UtcMillis, subject: string, about: Partial<AuditEntry> = {}): AuditEntry => ({
    at,
    action,
    person: null,
    roles: [],
    second: null,
    subject,
    reason: null,
    ruleSet: ruleSetName(setAt(at)),
    ...about,
  });

  const activate = (ruleSet: RuleSet, at: UtcMillis): void => {
    // Whoever looks first may be late; the set was in force from its minute on.
    const since = due !== null && due <= at ? due : at;
    const name = ruleSetName(ruleSet);
    try {
      records.activate({ name, digest: ruleSet.digest, at: since }, auditOf('rules-activated', at, name));
      announced = { digest: ruleSet.digest, at: since };
    } catch (cause) {
      // The rules count from their minute, whatever becomes of the record; it is tried again at the next look.
      listener.fault('rules-not-recorded', cause);
    }
    arm(at);
    listener.changed();
  };
  const at = (instant: UtcMillis): RuleSet => {
    const ruleSet = setAt(instant);
    if (running && ruleSet.digest !== announced?.digest) activate(ruleSet, instant);
    return ruleSet;
  };
  const arm = (instant: UtcMillis): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    due = nextChange(held, instant);
    if (due === null || !running) return;
    timer = setTimeout(look, Math.max(0, Math.min(due - instant, LOOK_EVERY_MS)));
    timer.unref();
  };
  const look = (): void => {
    const instant = now();
    at(instant);
    arm(instant);
  };
  /** Something other than time has changed what is in force. */
  const settle = (): void => {
    const instant = now();
    due = null;
    at(instant);
    arm(instant);
    listener.changed();
  };
  const setAside = ({ ruleSet }: HeldSet, why: SetAside | null, entry: AuditEntry): void => {
    const aside = why === null ? null : { why, at: entry.at };
    records.setAside(ruleSet.digest, aside, entry);
    held = held.map((each) => (each.ruleSet.digest === ruleSet.digest ? { ...each, setAside: aside } : each));
  };

  const tryOut = async (ruleSet: RuleSet): Promise<Rehearsal> => {
    const report = await rehearse(ruleSet, { at: now(), today: setAt, lane: parts.lane, travellers: records.travellers() });
    reports.set(ruleSet.digest, report);
    return report;
  };
  /** Reports of what waits, and of what broke, are made anew after a start. */
  const rehearseShown = async (): Promise<void> => {
    for (const each of held) if (!stopped && (isWaiting(each, now()) || each.setAside?.why === 'broken')) await tryOut(each.ruleSet);
    listener.changed();
  };
  const refuseOffer = (ruleSet: RuleSet, reason: string): void => {
    const name = ruleSetName(ruleSet);
    listener.fault('rules-not-taken', `${ruleSet.origin}: ${name}: ${reason}`);
  };
  /** Makes room by letting the oldest go that is neither in force nor waiting nor offered. */
  const makeRoom = (offered: readonly RuleSet[]): boolean => {
    if (held.length < MAX_HELD_SETS) return true;
    const instant = now();
    const inForce = setAt(instant).digest;
    const spare = held.find((each) => each.ruleSet.digest !== inForce && !isWaiting(each, instant) && !offered.some(({ digest }) => digest === each.ruleSet.digest));
    if (spare === undefined) return false;
    records.drop(spare.ruleSet.digest);
    reports.delete(spare.ruleSet.digest);
    held = held.filter((each) => each !== spare);
    return true;
  };
  /** Whether a set that is offered takes this one back. One that is itself set aside takes back nothing. */
  const isRecalled = ({ ruleSet }: HeldSet): boolean =>
    held.some((each) => each.setAside === null && offered.has(each.ruleSet.digest) && each.ruleSet.recalls.includes(ruleSetName(ruleSet)));
  const take = async (ruleSet: RuleSet, offered: readonly RuleSet[]): Promise<void> => {
    const name = ruleSetName(ruleSet);
    const known = find(ruleSet.digest);
    if (known?.setAside?.why === 'withdrawn' && !isRecalled(known)) setAside(known, null, auditOf('rules-offered', now(), name));
    if (known !== null) return;
    // Verdicts and the audit name a set by id and version: two of one name could not be told apart.
    if ([base, ...held.map((each) => each.ruleSet)].some((each) => ruleSetName(each) === name && each.digest !== ruleSet.digest)) return refuseOffer(ruleSet, 'another set has this name');
    // A rehearsal on nothing would let anything through.
    if (ruleSet.scenarios.length === 0) return refuseOffer(ruleSet, 'has no scenarios');
    if (!makeRoom(offered)) return refuseOffer(ruleSet, `more than ${MAX_HELD_SETS} sets`);
    const { scenarios } = await tryOut(ruleSet);
    const offeredAt = now();
    const aside = scenarios.broken === 0 ? null : ({ why: 'broken', at: offeredAt } as const);
    const entry = aside === null ? auditOf('rules-offered', offeredAt, name) : auditOf('rules-not-taken', offeredAt, name, { reason: 'scenarios-broken' });
    records.keep({ name, digest: ruleSet.digest, origin: ruleSet.origin, content: ruleSet.content, offeredAt, setAside: aside }, entry);
    held = [...held, { ruleSet, offeredAt, setAside: aside }];
    if (aside !== null) refuseOffer(ruleSet, `${scenarios.broken} of its scenarios come out otherwise`);
  };
  const takeAll = async (sets: readonly RuleSet[]): Promise<void> => {
    if (isStopped()) return;
    offered = new Set(sets.map(({ digest }) => digest));
    for (const ruleSet of sets) {
      await take(ruleSet, sets);
      if (isStopped()) return;
    }
    for (const each of held) {
      const instant = now();
      const isGone = isWaiting(each, instant) && !offered.has(each.ruleSet.digest);
      if (isGone || (each.setAside === null && isRecalled(each))) setAside(each, 'withdrawn', auditOf('rules-withdrawn', instant, ruleSetName(each.ruleSet)));
    }
    settle();
  };

  /** What a roll-back would lead to. */
  const before = (instant: UtcMillis): RuleSet | null => {
    const inForce = heldInForce(held, instant);
    if (inForce === null) return null;
    const next = heldInForce(held.filter((each) => each !== inForce), instant)?.ruleSet ?? base;
    return isInSpan(next, instant) ? next : null;
  };

  return {
    at,
    name: () => ruleSetName(at(now())),
    offer(sets, origin) {
      offers = offers.then(() => takeAll(sets)).catch((cause: unknown) => listener.fault('rules-not-taken', new Error(`${origin}: ${String(cause)}`, { cause })));
      return offers;
    },
    async rehearse(digest) {
      const found = find(digest);
      if (found !== null) await tryOut(found.ruleSet);
      return found !== null;
    },
    objection(decision, digest) {
      const instant = now();
      const found = find(digest);
      if (found === null) return digest === base.digest && decision === 'roll-back' ? 'nothing-before' : 'set-unknown';
      switch (decision) {
        case 'refuse':
        case 'recall':
          return isWaiting(found, instant) ? null : 'not-waiting';
        case 'roll-back':
          if (setAt(instant).digest !== digest) return 'not-in-force';
          return before(instant) === null ? 'nothing-before' : null;
        case 'restore':
          return found.setAside !== null && BY_PEOPLE.includes(found.setAside.why) && !isRecalled(found) ? null : 'not-set-aside';
      }
    },
    decide(decision, digest, { reason, first, second }) {
      const found = find(digest);
      if (found === null || (found.setAside === null) === (decision === 'restore')) return false;
      if (decision === 'restore' && isRecalled(found)) return false;
      const people = { person: first.staffNumber, roles: first.roles, second: second?.staffNumber ?? null, secondRoles: second?.roles ?? [], reason };
      setAside(found, COMES_TO[decision], auditOf(AUDITED[decision], now(), ruleSetName(found.ruleSet), people));
      settle();
      return true;
    },
    state() {
      const instant = now();
      const ruleSet = at(instant);
      return {
        inForce: { ruleSet, since: announced?.at ?? null, before: before(instant) },
        held: held.map((each) => ({ ...each, startsAt: startOf(each), rehearsal: reports.get(each.ruleSet.digest) ?? null })),
        activations: records.activations(MAX_HELD_SETS),
      };
    },
    start() {
      running = true;
      settle();
      offers = offers.then(rehearseShown).catch((cause: unknown) => listener.fault('rules-not-rehearsed', cause));
    },
    async stop() {
      running = false;
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await offers;
    },
  };
}

/** A row that is not what was kept, or that this version cannot read, is removed and told: the set may be offered again. */
function toHeld({ origin, content, digest, offeredAt, setAside }: HeldSetRow, { listener, records }: RuleBookParts): readonly HeldSet[] {
  try {
    const ruleSet = parseRuleSet(JSON.parse(content), origin);
    if (ruleSet.digest !== digest) throw new PortasFault('rules-invalid', `${origin}: is not the set that was kept`);
    return [{ ruleSet, offeredAt, setAside }];
  } catch (cause) {
    records.drop(digest);
    listener.fault('rules-damaged', cause);
    return [];
  }
}
