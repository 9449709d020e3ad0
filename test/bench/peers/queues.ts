/**
 * Job queues on SQLite, beside which the outbox is measured: the same library, file system and payload, each as it comes and forced to be as durable as the
 * outbox (WAL with synchronous=FULL, a job acknowledged when its commit is on disk).
 */
import Database from 'better-sqlite3-multiple-ciphers';
import { throwApart } from '../../../core/model/throw-apart.ts';
import type { PeerPackages } from '../verify/verifier.ts';

export interface PeerQueue {
  /** Puts jobs in, one commit each; resolves when the last one is acknowledged. */
  enqueue(payloads: readonly string[]): Promise<void>;
  /** Works off this many jobs, doing nothing with them. */
  drain(jobs: number): Promise<void>;
  close(): void;
}

export interface QueuePeer {
  readonly name: string;
  /** As durable as the outbox. */
  readonly durable: boolean;
  open(file: string): Promise<PeerQueue>;
}

export function queuePeers(packages: PeerPackages): readonly QueuePeer[] {
  const plainjob = `plainjob ${packages.version('plainjob')}`;
  const betterQueue = `better-queue ${packages.version('better-queue')}`;
  return [
    { name: `${plainjob}, FULL`, durable: true, open: (file) => openPlainjob(packages, file, true) },
    { name: `${plainjob} as it comes (NORMAL)`, durable: false, open: (file) => openPlainjob(packages, file, false) },
    // Its own store for SQLite needs the sqlite3 package, which an install script builds, and acknowledges jobs before it writes them.
    { name: `${betterQueue} with our store, FULL`, durable: true, open: (file) => openBetterQueue(packages, file, true) },
    { name: `${betterQueue} with our store, its own store's OFF`, durable: false, open: (file) => openBetterQueue(packages, file, false) },
  ];
}

interface Plainjob {
  readonly better: (db: Database.Database) => object;
  readonly defineQueue: (options: object) => { add(type: string, data: unknown): unknown; close(): void };
  readonly defineWorker: (type: string, processor: () => Promise<void>, options: object) => { start(): Promise<void>; stop(): Promise<void> };
}

async function openPlainjob(packages: PeerPackages, file: string, durable: boolean): Promise<PeerQueue> {
  const { better, defineQueue, defineWorker } = (await packages.import('plainjob')) as Plainjob;
  const db = new Database(file);
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (text: unknown) => process.stderr.write(`${String(text)}\n`) };
  const queue = defineQueue({ connection: better(db), logger: silent });
  if (durable) db.pragma('synchronous = FULL');
  return {
    enqueue(payloads) {
      for (const payload of payloads) queue.add('record', payload);
      return Promise.resolve();
    },
    async drain(jobs) {
      let done = 0;
      const worker = defineWorker('record', () => Promise.resolve(), {
        queue,
        logger: silent,
        onCompleted: () => {
          if (++done === jobs) worker.stop().catch(throwApart);
        },
      });
      await worker.start();
    },
    close: () => queue.close(),
  };
}

type Callback = (error: Error | null, value?: unknown) => void;
interface BetterQueue {
  push(task: object): { on(event: 'queued', listener: () => void): void };
  resume(): void;
  on(event: 'drain', listener: () => void): void;
  destroy(): void;
}
type BetterQueueClass = new (process: (tasks: unknown, done: Callback) => void, options: object) => BetterQueue;

/** Batches of the size that the outbox uses. */
const BATCH = 100;

async function openBetterQueue(packages: PeerPackages, file: string, durable: boolean): Promise<PeerQueue> {
  const { default: Queue } = (await packages.import('better-queue')) as { readonly default: BetterQueueClass };
  const db = new Database(file);
  // What better-queue-sqlite 1.0.7 sets, or what the outbox does.
  for (const pragma of durable ? ['journal_mode = WAL', 'synchronous = FULL'] : ['synchronous = OFF', 'journal_mode = MEMORY', 'temp_store = MEMORY']) db.pragma(pragma);
  const queue = new Queue((_tasks, done) => done(null), { store: betterQueueStore(db), autoResume: false, batchSize: BATCH });
  return {
    enqueue: (payloads) =>
      new Promise((resolve) => {
        let queued = 0;
        for (const payload of payloads) {
          queue.push({ payload }).on('queued', () => {
            if (++queued === payloads.length) resolve();
          });
        }
      }),
    drain: () =>
      new Promise((resolve) => {
        queue.on('drain', resolve);
        queue.resume();
      }),
    close() {
      queue.destroy();
      db.close();
    },
  };
}

/** A store as better-queue's interface asks for, with the table of better-queue-sqlite; each call is answered when it is done. */
function betterQueueStore(db: Database.Database): object {
  db.exec(
    `CREATE TABLE task (id TEXT UNIQUE, lock TEXT NOT NULL, task TEXT NOT NULL, priority NUMERIC, added INTEGER PRIMARY KEY AUTOINCREMENT);
     CREATE INDEX task_by_priority ON task (lock, priority DESC, added);`,
  );
  const put = db.prepare("INSERT OR REPLACE INTO task (id, task, priority, lock) VALUES (?, ?, ?, '')");
  const get = db.prepare<[string], { readonly task: string }>("SELECT task FROM task WHERE id = ? AND lock = ''");
  const remove = db.prepare('DELETE FROM task WHERE id = ?');
  const take = db.prepare("UPDATE task SET lock = ? WHERE id IN (SELECT id FROM task WHERE lock = '' ORDER BY priority DESC, added LIMIT ?)");
  const locked = db.prepare<[string], { readonly id: string; readonly task: string }>('SELECT id, task FROM task WHERE lock = ?');
  const release = db.prepare('DELETE FROM task WHERE lock = ?');
  let locks = 0;
  return {
    connect: (done: Callback) => done(null, 0),
    getRunningTasks: (done: Callback) => done(null, {}),
    putTask(id: string, task: object, priority: number | undefined, done: Callback) {
      put.run(id, JSON.stringify(task), priority ?? null);
      done(null);
    },
    getTask(id: string, done: Callback) {
      const row = get.get(id);
      done(null, row === undefined ? undefined : (JSON.parse(row.task) as unknown));
    },
    deleteTask(id: string, done: Callback) {
      remove.run(id);
      done(null);
    },
    takeFirstN(count: number, done: Callback) {
      const lock = (++locks).toString();
      done(null, take.run(lock, count).changes > 0 ? lock : '');
    },
    getLock(lock: string, done: Callback) {
      // An empty lock is that of what waits.
      done(null, lock === '' ? {} : Object.fromEntries(locked.all(lock).map(({ id, task }) => [id, JSON.parse(task) as unknown])));
    },
    releaseLock(lock: string, done: Callback) {
      release.run(lock);
      done(null);
    },
  };
}
