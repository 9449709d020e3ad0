/**
 * A hostile gateway behind a hostile network. Half of the connections are bad, half of the answers are wrong or lost, and the uploader is killed again and
 * again; now and then the gateway's clock, its certificate or its authority is not right, or it is away.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSealingKey } from '../../../core/convert/seal.ts';
import { DATABASE_FILE } from '../../../core/engine.ts';
import { monotonicMs, utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { openDataDir } from '../../../core/terminal/data-dir.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import type { FaultChange } from '../../../tools/gateway/faults.ts';
import { createGateway, type Gateway } from '../../../tools/gateway/gateway.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { openLine } from '../../support/line-faults.ts';
import { makeTlsAuthority, type TlsPair } from '../../support/tls-authority.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import { compare } from '../uplink/compare.ts';
import { fillOutbox } from '../uplink/fill-outbox.ts';
import { uploadAndKill } from '../uplink/uploader-process.ts';

export const name = 'gateway';
export const title = 'a hostile gateway, a bad line and kill -9 of the uploader: every record arrives, as it was, once in effect (a round is a record)';
export const rounds = 100_000;

const TERMINAL_ID = 'M-BG-07';
const DAY_MS = 86_400_000;
/** Half of what the gateway answers is wrong, lost or a no; of the records that it takes, some are busy besides. */
const HOSTILE: FaultChange = {
  retryAfterSeconds: 1,
  rates: {
    unavailable: 0.06,
    'too-many-requests': 0.02,
    hang: 0.01,
    html: 0.05,
    'error-after-commit': 0.08,
    reset: 0.08,
    'wrong-hash': 0.05,
    dropped: 0.05,
    reordered: 0.03,
    foreign: 0.03,
    doubled: 0.03,
    'busy-record': 0.02,
  },
};
/** Faults strike within three full batches, so that some connections carry a batch or two before. */
const LINE = { badShare: 0.5, withinBytes: 900_000, lifeBytes: 900_000 };
/** A sound batch takes a tenth of this here; a lost one costs as much. */
const TIMEOUT_MS = 1_500;
const DELAY_SHARE = 0.002;
/** What is wrong beside faults and line, and how often of a hundred kills. */
const WEATHERS = ['fair', 'clock', 'expired-certificate', 'other-authority', 'away'] as const;
type Weather = (typeof WEATHERS)[number];
const FOUL_ONCE_IN = 6;
const LATEST_KILL_MS = { fair: 4_000, foul: 600 } as const;
/** Kills in a row without one more record at the gateway. */
const MOST_WITHOUT_PROGRESS = 60;
const CONTROL_RECORDS = 400;

export const run = (options: FaultOptions): Promise<FaultResult> => storm(options, false);

/** An uploader that takes every answer for a receipt. */
export const control = (options: FaultOptions): Promise<FaultResult> => storm({ ...options, rounds: CONTROL_RECORDS }, true);

async function storm({ rounds: records, seed, say }: FaultOptions, gullible: boolean): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-gateway-'));
  const random = createRandom(`gateway ${seed}`);
  const line = await openLine({ seed, ...LINE });
  const site = openSite(folder, line.port, random.below(1_000_000));
  try {
    const dataDir = join(folder, 'terminal');
    openDataDir(dataDir);
    const { publicKeyPem } = openTerminalKeys(dataDir);
    await site.open('fair', publicKeyPem);
    line.target(site.port());
    const expected = fillOutbox({ dataDir, records, key: parseSealingKey(site.gateway().sealingKey), terminalId: TERMINAL_ID, from: utcMillis(Date.now() - DAY_MS - records * 1_000) });
    const uploader = { dataDir, url: `https://127.0.0.1:${line.port}`, terminalId: TERMINAL_ID, tls: site.tls, timeoutMs: TIMEOUT_MS, delayShare: DELAY_SHARE, gullible };
    say(`${records} records wait`);

    const begun = performance.now();
    const weathers = Object.fromEntries(WEATHERS.map((each) => [each, 0])) as Record<Weather, number>;
    let [kills, idle, best, done] = [0, 0, 0, false];
    while (!done && idle < MOST_WITHOUT_PROGRESS) {
      const weather = random.oneIn(FOUL_ONCE_IN) ? random.pick(WEATHERS) : 'fair';
      weathers[weather] += 1;
      await site.open(weather, publicKeyPem);
      line.target(weather === 'away' ? null : site.port());
      // The first dies early: however few records there are, somebody has to go on where another was killed.
      done = await uploadAndKill(uploader, random.below(LATEST_KILL_MS[weather === 'fair' && kills > 0 ? 'fair' : 'foul']));
      kills += done ? 0 : 1;
      const arrived = site.gateway().records.count();
      idle = arrived > best ? 0 : idle + 1;
      best = arrived;
      if (kills % 25 === 0) say(`${kills} kills, ${arrived} of ${records} records arrived`);
    }
    const seconds = (performance.now() - begun) / 1_000;

    await site.close();
    const { missing, wrong, doubled } = compare(site.dir, expected);
    const store = openStore(join(dataDir, DATABASE_FILE));
    const { delivered, pending, leased, dead } = store.outbox.counts();
    store.close();
    const { sound, ...bad } = line.counts();
    const badConnections = Object.values(bad).reduce((sum, count) => sum + count, 0);
    return {
      figures: {
        records,
        missing: missing.length,
        wrong: wrong.length,
        doubled: doubled.length,
        kills,
        'connections bad': `${badConnections} of ${sound + badConnections}`,
        'repeats absorbed': site.repeats(),
        foul: WEATHERS.slice(1).map((each) => `${each} ${weathers[each]}`).join(' '),
        'records/s': Math.round(records / seconds),
      },
      broken: [
        ...(done ? [] : [`the uploader got no further: ${pending + leased} records still wait`]),
        ...(dead === 0 ? [] : [`${dead} records were given up`]),
        ...(delivered === records ? [] : [`the terminal counts ${delivered} of ${records} as delivered`]),
        ...missing.map((recordId) => `${recordId}: missing at the gateway`),
        ...wrong.map((recordId) => `${recordId}: other bytes at the gateway`),
        ...doubled.map((recordId) => `${recordId}: more than once at the gateway`),
      ],
    };
  } finally {
    await site.close();
    await line.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The gateway's side: one data directory, and a gateway that is opened anew whenever its certificate has to be another. */
function openSite(folder: string, linePort: number, seed: number) {
  const dir = join(folder, 'gateway');
  const [ours, others] = [makeTlsAuthority('The gateway’s authority'), makeTlsAuthority('Another authority')];
  const terminal = ours.terminal();
  const put = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  };
  const pairs: Readonly<Record<'good' | 'expired' | 'other', TlsPair>> = {
    good: ours.server(),
    expired: ours.server({ validFrom: Date.now() - 2 * DAY_MS, validUntil: Date.now() - DAY_MS }),
    other: others.server(),
  };
  let skewMs = 0;
  let gateway: Gateway | null = null;
  let shown: keyof typeof pairs | null = null;
  let repeats = 0;
  const close = async (): Promise<void> => {
    repeats += gateway?.records.repeats() ?? 0;
    await gateway?.close();
    gateway = null;
    shown = null;
  };
  const current = (): Gateway => {
    if (gateway === null) throw new Error('the gateway is not open');
    return gateway;
  };
  return {
    dir,
    tls: { caFile: put('ca.pem', ours.ca), clientCertificateFile: put('terminal.pem', terminal.cert), clientKeyFile: put('terminal.key', terminal.key) },
    gateway: current,
    port: () => Number(new URL(current().url).port),
    repeats: () => repeats + (gateway?.records.repeats() ?? 0),
    close,
    /** Makes the gateway such that the weather holds. */
    async open(weather: Weather, publicKeyPem: string): Promise<void> {
      // Twice what a gateway allows.
      skewMs = weather === 'clock' ? 600_000 : 0;
      const wanted = weather === 'expired-certificate' ? 'expired' : weather === 'other-authority' ? 'other' : 'good';
      if (shown === wanted) return;
      await close();
      gateway = createGateway({
        dataDir: dir,
        clock: { now: () => utcMillis(Date.now() + skewMs), monotonic: () => monotonicMs(performance.now()) },
        terminals: [{ terminalId: TERMINAL_ID, publicKeyPem }],
        faults: { ...HOSTILE, seed: seed + repeats },
        publicUrl: `https://127.0.0.1:${linePort}`,
        tls: { ...pairs[wanted], clientCa: ours.ca },
      });
      await gateway.listen();
      shown = wanted;
    },
  };
}
