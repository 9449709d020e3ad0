/**
 * A gateway that loses its memory: its database goes in the middle, its keys stay. What it had taken and not confirmed comes again, under the same
 * identifiers and with the same bytes; of what it had confirmed the terminal has no body any more, and proves by its list of deliveries what that was.
 */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { parseSealingKey } from '../../../core/convert/seal.ts';
import { DATABASE_FILE } from '../../../core/engine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import type { Delivery } from '../../../core/store/outbox.ts';
import { openDataDir } from '../../../core/terminal/data-dir.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { createGateway, type Gateway } from '../../../tools/gateway/gateway.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { openLine } from '../../support/line-faults.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import { fillOutbox } from '../uplink/fill-outbox.ts';
import { uploadAndKill } from '../uplink/uploader-process.ts';

export const name = 'amnesia';
export const title = 'a gateway that loses its memory in the middle: merged by record identifier every record is there once, and the terminal proves what it had delivered (a round is a record)';
export const rounds = 5_000;

const TERMINAL_ID = 'M-BG-07';
const DAY_MS = 86_400_000;
const LATEST_KILL_MS = 1_500;
const WATCH_MS = 1;
const MOST_KILLS = 2_000;
const CONTROL_RECORDS = 600;
/** Answers are lost after the commit, so that records are in doubt when the memory goes. */
const FORGETFUL = { rates: { 'error-after-commit': 0.3, reset: 0.2 }, retryAfterSeconds: 1 };

interface Held {
  readonly recordId: string;
  readonly bodySha256: string;
}

/** How what was taken before and after the loss becomes one. */
type Merge = (rows: readonly Held[]) => readonly Held[];
const byIdentifier: Merge = (rows) => [...new Map(rows.map((row) => [`${row.recordId} ${row.bodySha256}`, row])).values()];

export const run = (options: FaultOptions): Promise<FaultResult> => storm(options, byIdentifier);

/** An authority that puts the two together as they are. */
export const control = (options: FaultOptions): Promise<FaultResult> => storm({ ...options, rounds: CONTROL_RECORDS }, (rows) => rows);

async function storm({ rounds: records, seed, say }: FaultOptions, merge: Merge): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-amnesia-'));
  const [dataDir, gatewayDir, lost] = [join(folder, 'terminal'), join(folder, 'gateway'), join(folder, 'lost')];
  const random = createRandom(`amnesia ${seed}`);
  const line = await openLine({ seed, badShare: 0, withinBytes: 1, lifeBytes: 1_000_000 });
  openDataDir(dataDir);
  const { publicKeyPem } = openTerminalKeys(dataDir);
  let gateway: Gateway | null = null;
  const open = async (round: string): Promise<Gateway> => {
    gateway = createGateway({
      dataDir: gatewayDir,
      terminals: [{ terminalId: TERMINAL_ID, publicKeyPem }],
      faults: { ...FORGETFUL, seed: createRandom(`${seed} ${round}`).below(1_000_000) },
      publicUrl: `http://127.0.0.1:${line.port}`,
    });
    line.target(Number(new URL(await gateway.listen()).port));
    return gateway;
  };
  const upload = { dataDir, url: `http://127.0.0.1:${line.port}`, terminalId: TERMINAL_ID, tls: {}, timeoutMs: 5_000, delayShare: 0.002, gullible: false };
  try {
    let current = await open('before');
    const expected = fillOutbox({ dataDir, records, key: parseSealingKey(current.sealingKey), terminalId: TERMINAL_ID, from: utcMillis(Date.now() - DAY_MS - records * 1_000) });
    say(`${records} records wait`);
    const keepOn = async (enough: () => boolean): Promise<void> => {
      for (let kills = 0; kills < MOST_KILLS && !enough(); kills++) {
        let watch: NodeJS.Timeout | undefined;
        const done = await uploadAndKill(upload, random.below(LATEST_KILL_MS), (child) => {
          // Killed as soon as enough is there: the answer for the last of it is still on its way.
          watch = setInterval(() => {
            if (enough()) child.kill('SIGKILL');
          }, WATCH_MS);
        });
        clearInterval(watch);
        if (done) return;
      }
    };
    const terminal = rawDatabase(join(dataDir, DATABASE_FILE), { readonly: true });
    const selectDelivered = terminal.prepare<[], number>('SELECT count(*) FROM outbox WHERE state = 2').pluck();
    const delivered = (): number => selectDelivered.get() ?? 0;
    // Of both kinds there must be some, however slow the machine: records whose answer came back, and records whose answer did not.
    await keepOn(() => current.records.count() > records / 2 && delivered() > 0);
    if (current.records.count() === delivered()) {
      await current.faults.set({ rates: { 'error-after-commit': 1 } });
      await keepOn(() => current.records.count() > delivered());
    }
    terminal.close();

    await current.close();
    mkdirSync(lost);
    for (const file of readdirSync(gatewayDir).filter((each) => each.startsWith('gateway.db'))) renameSync(join(gatewayDir, file), join(lost, file));
    const lostAt = Date.now();
    const before = read(lost);
    say(`the gateway forgets ${before.length} records`);
    current = await open('after');
    await keepOn(() => false);
    await current.close();

    const after = read(gatewayDir);
    const proofs = readDeliveries(dataDir);
    const proved = new Map(proofs.map((proof) => [proof.recordId, proof]));
    const kept = new Set(after.map(({ recordId }) => recordId));
    const again = before.filter(({ recordId }) => kept.has(recordId));
    const merged = merge([...before, ...after]);
    const found = new Set(merged.map(({ recordId }) => recordId));
    const forgotten = before.filter(({ recordId }) => !kept.has(recordId));
    return {
      figures: { records, forgotten: before.length, 'in doubt, sent again': again.length, 'only in the lost memory': forgotten.length, 'proved by the terminal': proofs.length },
      broken: [
        ...[...expected.keys()].filter((recordId) => !found.has(recordId)).map((recordId) => `${recordId}: nowhere`),
        ...merged.filter(({ recordId, bodySha256 }) => expected.get(recordId) !== bodySha256).map(({ recordId }) => `${recordId}: other bytes`),
        ...(merged.length === found.size ? [] : [`${merged.length - found.size} records are there twice after merging`]),
        // What the gateway forgot for good, the terminal names with the same hash, and as delivered before.
        ...forgotten.filter(({ recordId, bodySha256 }) => !isProof(proved.get(recordId), bodySha256, lostAt)).map(({ recordId }) => `${recordId}: forgotten, and not proved by the terminal`),
        ...(proofs.length === records ? [] : [`the terminal lists ${proofs.length} deliveries of ${records}`]),
        ...(again.length > 0 && forgotten.length > 0 ? [] : ['nothing was in doubt, or nothing was forgotten for good: this run has shown nothing']),
      ],
    };
  } finally {
    await (gateway as Gateway | null)?.close();
    await line.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const isProof = (proof: Delivery | undefined, bodySha256: string, lostAt: number): boolean => proof?.bodySha256 === bodySha256 && proof.deliveredAt <= lostAt;

function read(gatewayDir: string): readonly Held[] {
  const db = new Database(join(gatewayDir, 'gateway.db'), { readonly: true });
  try {
    return db.prepare<[], Held>('SELECT record_id AS recordId, body_sha256 AS bodySha256 FROM records').all();
  } finally {
    db.close();
  }
}

function readDeliveries(dataDir: string): readonly Delivery[] {
  const store = openStore(join(dataDir, DATABASE_FILE));
  try {
    return [...store.outbox.deliveries(utcMillis(0))];
  } finally {
    store.close();
  }
}
