/**
 * A damaged database: single bits flipped in every file of it, headers zeroed, files cut short, empty or gone. Whatever is not exactly what was written must be
 * found, the evidence must stay, and what is readable must wait in the new database, once.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { isDamage } from '../../../core/store/damage/corruption.ts';
import { openSoundStore } from '../../../core/store/damage/recover.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { auditEntry, DAY, keepConversion } from '../../support/records.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import { isSame, readAll, type Rows } from './rows.ts';

export const name = 'damage';
export const title = 'bits flipped, headers zeroed, files cut short or gone: never silently wrong, kept whole, readable records saved once';
/** Flipped bits; the other damage is tried as often as there is reason to. */
export const rounds = 300;

const DATABASE = 'portas.db';
const FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}.key`, `${DATABASE}.spare`];
const WAITING = 40;
/** In the log alone, not yet in the database. */
const WAITING_IN_LOG = 10;
const RECORDS = WAITING + WAITING_IN_LOG;
const PAGE = 4_096;
/** Share of the rounds that cut files short. */
const CUTS_PER_FLIP = 1 / 10;

interface Tally {
  flips: number;
  found: number;
  harmless: number;
  saved: number;
  unreadable: number;
  broken: string[];
}

export async function run({ rounds: flips, seed, say }: FaultOptions): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-damage-'));
  try {
    const base = join(folder, 'base');
    const random = createRandom(`damage ${seed}`);
    const expected = makeTerminal(base, (size) => Buffer.from(random.hex(size), 'hex'));
    const tally: Tally = { flips: 0, found: 0, harmless: 0, saved: 0, unreadable: 0, broken: [] };
    const strike = (what: string, damage: (dir: string) => void): 'found' | 'harmless' => {
      const dir = join(folder, 'struck');
      rmSync(dir, { recursive: true, force: true });
      cpSync(base, dir, { recursive: true });
      damage(dir);
      return judge(dir, what, expected, tally);
    };
    const inFile: Record<string, number> = {};
    for (let flip = 0; flip < flips; flip += 1) {
      const file = FILES[flip % FILES.length] ?? DATABASE;
      const bit = random.below(statSync(join(base, file)).size * 8);
      const outcome = strike(`bit ${bit} of ${file}`, (dir) => flipBit(join(dir, file), bit));
      tally.flips += 1;
      inFile[`${file.slice(DATABASE.length) || 'database'} ${outcome}`] = (inFile[`${file.slice(DATABASE.length) || 'database'} ${outcome}`] ?? 0) + 1;
      if (tally.flips % 50 === 0) say(`${tally.flips} bits flipped`);
      // Other work of this process is let in.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const outcomes: Record<string, number | string> = {};
    const must = (what: string, damage: (dir: string) => void): void => {
      const before = { ...tally };
      if (strike(what, damage) !== 'found') tally.broken.push(`${what}: not found`);
      outcomes[what] = `${tally.saved - before.saved} of ${RECORDS} saved`;
    };
    const write = (dir: string, at: number, length: number): void => {
      const content = readFileSync(join(dir, DATABASE));
      content.fill(0, at, at + length);
      writeFileSync(join(dir, DATABASE), content);
    };
    // As an engine stops.
    const closed = (dir: string): void => {
      const store = openStore(join(dir, DATABASE));
      store.checkpoint();
      store.close();
    };
    must('header zeroed', (dir) => {
      closed(dir);
      write(dir, 0, 100);
    });
    must('first page zeroed', (dir) => {
      closed(dir);
      write(dir, 0, PAGE);
    });
    must('empty', (dir) => {
      closed(dir);
      truncateSync(join(dir, DATABASE));
    });
    must('missing', (dir) => {
      closed(dir);
      rmSync(join(dir, DATABASE));
    });
    must('key and spare missing', (dir) => [`${DATABASE}.key`, `${DATABASE}.spare`].forEach((file) => rmSync(join(dir, file))));
    if (strike('key missing', (dir) => rmSync(join(dir, `${DATABASE}.key`))) !== 'harmless') tally.broken.push('key missing: not mended from the spare');
    const cuts = Math.max(3, Math.round(flips * CUTS_PER_FLIP));
    const beforeCuts = { ...tally };
    for (let cut = 0; cut < cuts; cut += 1) {
      strike(`cut short, ${cut}`, (dir) => {
        closed(dir);
        truncateSync(join(dir, DATABASE), random.below(statSync(join(dir, DATABASE)).size));
      });
    }
    return {
      figures: {
        flips: tally.flips,
        ...inFile,
        silent: tally.broken.filter((line) => line.includes('silently wrong')).length,
        ...outcomes,
        cuts,
        'saved after cuts': `${tally.saved - beforeCuts.saved} of ${cuts * RECORDS}`,
      },
      broken: tally.broken,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same flips on a database without the cipher: the rows must be seen to change without a word. */
export function control({ rounds: flips, seed }: FaultOptions): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-damage-'));
  try {
    const random = createRandom(`damage ${seed}`);
    const base = join(folder, 'base');
    makeTerminal(base, (size) => Buffer.from(random.hex(size), 'hex'));
    const plain = join(folder, 'plain.db');
    const encrypted = rawDatabase(join(base, DATABASE));
    copyPlain(encrypted, plain);
    encrypted.close();
    const sound = new Database(plain);
    const expected = readAll(sound);
    sound.close();
    const broken: string[] = [];
    let found = 0;
    for (let flip = 0; flip < flips; flip += 1) {
      const struck = join(folder, 'struck.db');
      copyFileSync(plain, struck);
      const bit = random.below(statSync(plain).size * 8);
      flipBit(struck, bit);
      const db = new Database(struck, { readonly: true });
      try {
        if (db.pragma('integrity_check', { simple: true }) !== 'ok') found += 1;
        else if (!isSame(readAll(db), expected)) broken.push(`bit ${bit}: rows read silently wrong`);
      } catch {
        found += 1;
      } finally {
        db.close();
      }
    }
    return Promise.resolve({ figures: { flips, found, silent: broken.length }, broken });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A killed terminal's folder: part of the records in the database, part in its log alone. */
function makeTerminal(dir: string, bytes: (size: number) => Uint8Array): Rows {
  const scratch = `${dir}-open`;
  mkdirSync(scratch);
  const file = join(scratch, DATABASE);
  const store = openStore(file);
  const keep = (): void => {
    const sealed = bytes(2_096);
    keepConversion(store, { sealed, bodySha256: createHash('sha256').update(sealed).digest('hex') });
    store.audit.record(auditEntry());
  };
  store.clockMark.write(DAY);
  for (let n = 0; n < WAITING; n += 1) keep();
  store.checkpoint();
  for (let n = 0; n < WAITING_IN_LOG; n += 1) keep();
  cpSync(scratch, dir, { recursive: true });
  const rows = readRows(file);
  store.close();
  return rows;
}

function readRows(file: string): Rows {
  const db = rawDatabase(file, { readonly: true });
  try {
    return readAll(db);
  } finally {
    db.close();
  }
}

/** What a start makes of a struck folder, and whether it is right. */
function judge(dir: string, what: string, expected: Rows, tally: Tally): 'found' | 'harmless' {
  const file = join(dir, DATABASE);
  const open = (): Store => openSoundStore(file, { now: () => DAY, onDamage: () => undefined });
  let store = open();
  if (store.damages.open() === null) {
    const rows = readThrough(store, file);
    if (rows !== null && isSame(rows, expected)) {
      store.close();
      tally.harmless += 1;
      return 'harmless';
    }
    store.close();
    if (rows !== null) {
      tally.broken.push(`${what}: read silently wrong`);
      return 'harmless';
    }
    // The engine ends here; the next start finds its mark, or the damage.
    if (!existsSync(`${file}.damaged`)) writeFileSync(`${file}.damaged`, what);
    store = open();
  }
  tally.found += 1;
  const damage = store.damages.open();
  store.close();
  if (damage === null) {
    tally.broken.push(`${what}: found, but not set aside`);
    return 'found';
  }
  const folder = join(dir, damage.folder);
  if (!existsSync(folder) || readdirSync(folder).length === 0) tally.broken.push(`${what}: nothing kept in ${damage.folder}`);
  const rows = readRows(file);
  const known = new Set(expected.get('outbox'));
  const outbox = rows.get('outbox') ?? [];
  if (!outbox.every((row) => known.has(row))) tally.broken.push(`${what}: a saved record is not what was kept: silently wrong`);
  if (new Set(outbox).size !== outbox.length || outbox.length !== damage.saved) tally.broken.push(`${what}: ${damage.saved} saved, ${outbox.length} rows`);
  if (damage.lost !== null && damage.saved + damage.lost > RECORDS) tally.broken.push(`${what}: ${damage.saved} saved and ${damage.lost} lost of ${RECORDS}`);
  for (const table of ['journal', 'audit', 'clock_mark']) {
    const written = new Set(expected.get(table));
    if (!(rows.get(table) ?? []).every((row) => written.has(row))) tally.broken.push(`${what}: a row of ${table} is silently wrong`);
  }
  tally.saved += damage.saved;
  tally.unreadable += RECORDS - damage.saved;
  return 'found';
}

/** Every table beside the open store; null where damage is met. */
function readThrough(store: Store, file: string): Rows | null {
  try {
    store.journal.recent(1);
    return readRows(file);
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    return null;
  }
}

function flipBit(file: string, bit: number): void {
  const content = readFileSync(file);
  const at = bit >> 3;
  content.writeUInt8((content[at] ?? 0) ^ (1 << (bit & 7)), at);
  writeFileSync(file, content);
}

/** The rows of an encrypted database in one without a cipher. */
function copyPlain(from: Database.Database, to: string): void {
  const db = new Database(to);
  for (const { sql } of from.prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()) db.exec(sql);
  for (const { name: table } of db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()) {
    db.pragma('foreign_keys = OFF');
    for (const row of from.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all()) {
      const names = Object.keys(row);
      db.prepare(`INSERT INTO "${table}" (${names.map((each) => `"${each}"`).join(', ')}) VALUES (${names.map((each) => `@${each}`).join(', ')})`).run(row);
    }
  }
  db.close();
}
