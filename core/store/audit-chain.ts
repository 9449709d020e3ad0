/**
 * The chain of the audit: `hash = SHA-256(hash before || encoding of the line)`. The chain begins with the digest of the lines from before it was kept,
 * of none in a new database. Whoever can write the database can make a whole new chain; only a head that left the terminal shows that. Layer: store.
 */
import { createHash, hash } from 'node:crypto';
import type { AuditPoint } from '../model/audit-head.ts';

/** Begins the digest that the chain begins with. */
const CHAIN_PURPOSE = 'portas-audit-chain-1\n';

/** Columns of a line in the order of its encoding, then its hash. */
export const CHAIN_COLUMNS = 'id, at_ms, action, person, roles, second, second_roles, subject, reason, rule_set, hash';
const FIELDS = 10;
const ACTION = 2;
const SUBJECT = 7;

/** A line as the database holds it: CHAIN_COLUMNS. Anything may stand there once somebody has written past the program. */
export type ChainRow = readonly unknown[];

/** The line as one text: a JSON list of its columns, which no two different lines share. */
const encode = (row: ChainRow): string => JSON.stringify(row.slice(0, FIELDS));

/** @param before - hash of the line before, or the chain's beginning; 32 bytes. */
export function chainHash(before: Uint8Array, row: ChainRow): Buffer {
  return hash('sha256', Buffer.concat([before, Buffer.from(encode(row), 'utf8')]), 'buffer');
}

/** What the chain begins with. @param rows - the lines without a hash, in order. */
export function chainBeginning(rows: Iterable<ChainRow>): Buffer {
  const digest = createHash('sha256').update(CHAIN_PURPOSE);
  for (const row of rows) digest.update(`${encode(row)}\n`);
  return digest.digest();
}

/** What is wrong with a chain. Line numbers are the audit's own. */
export type ChainFault =
  /** The line, or its place, is not what was written. */
  | { readonly kind: 'changed'; readonly line: number }
  /** Lines from here on are gone, up to the one that follows. */
  | { readonly kind: 'missing'; readonly line: number; readonly next: number }
  /** A line without a hash after lines that have one. */
  | { readonly kind: 'not-chained'; readonly line: number }
  /** The audit ends before a line that the head tells of. */
  | { readonly kind: 'cut-off'; readonly line: number; readonly head: number }
  /** Sound in itself, but not the chain of the head: something in `line` to `head` was written anew with all that follows. */
  | { readonly kind: 'rewritten'; readonly line: number; readonly head: number }
  /** A start of another terminal. */
  | { readonly kind: 'other-terminal'; readonly line: number };

export type ChainCheck =
  | { readonly ok: true; readonly lines: number; /** Lines from before the chain. */ readonly before: number; readonly end: AuditPoint | null }
  | { readonly ok: false; readonly fault: ChainFault };

export interface ChainExpectations {
  /** Points that the chain has to go through. */
  readonly heads?: readonly AuditPoint[];
  /** Whose audit it is. */
  readonly terminalId?: string;
}

/** Checks a whole audit, line by line in order, and names the first wrong line. Keeps nothing but one hash. */
export function checkChain(rows: Iterable<ChainRow>, { heads = [], terminalId }: ChainExpectations = {}): ChainCheck {
  const expected = new Map(heads.map(({ sequence, hash: expectedHash }) => [sequence, expectedHash]));
  const contradicted = heads.some((head) => expected.get(head.sequence) !== head.hash);
  const beginning = createHash('sha256').update(CHAIN_PURPOSE);
  let before = 0;
  let line = 0;
  /** The line after the last that a head vouches for. */
  let unproved = 1;
  let last: Uint8Array | null = null;
  const wrong = (fault: ChainFault): ChainCheck => ({ ok: false, fault });
  for (const row of rows) {
    const [id] = row;
    const found = row[FIELDS];
    line++;
    if (id !== line) return typeof id === 'number' && id > line ? wrong({ kind: 'missing', line, next: id }) : wrong({ kind: 'changed', line });
    if (terminalId !== undefined && row[ACTION] === 'engine-started' && row[SUBJECT] !== terminalId) return wrong({ kind: 'other-terminal', line });
    if (found === null) {
      if (last !== null) return wrong({ kind: 'not-chained', line });
      beginning.update(`${encode(row)}\n`);
      before = line;
      continue;
    }
    const hashed = chainHash(last ?? beginning.digest(), row);
    if (!(found instanceof Uint8Array) || !hashed.equals(found)) return wrong({ kind: 'changed', line });
    last = hashed;
    const head = expected.get(line);
    if (head === undefined) continue;
    if (head !== hashed.toString('hex')) return wrong({ kind: 'rewritten', line: unproved, head: line });
    unproved = line + 1;
  }
  const beyond = heads.filter(({ sequence }) => sequence > line).sort((a, b) => a.sequence - b.sequence)[0];
  if (beyond !== undefined) return wrong({ kind: 'cut-off', line: line + 1, head: beyond.sequence });
  const early = heads.find(({ sequence }) => sequence <= before);
  // Two heads of one line cannot both be right, and none was ever signed for a line from before the chain.
  if (contradicted || early !== undefined) return wrong({ kind: 'rewritten', line: 1, head: early?.sequence ?? line });
  return { ok: true, lines: line, before, end: last === null ? null : { sequence: line, hash: Buffer.from(last).toString('hex') } };
}
