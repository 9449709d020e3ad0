import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSealingKey, sealRecord } from '../../../core/convert/seal.ts';
import type { Clock } from '../../../core/model/clock.ts';
import type { MainlandRecord } from '../../../core/model/mainland-profile.ts';
import type { LeasedRecord } from '../../../core/model/outbox.ts';
import { monotonicMs, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { createGatewayClient, type GatewayClient, type GatewayClientOptions } from '../../../core/uplink/gateway-client.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../../tools/gateway/gateway.ts';

export const TERMINAL_ID = 'M-BG-07';

/** A wall clock that a test sets; it starts at noon in Macau on 25 November 2026 and stands still. */
export interface SetClock extends Clock {
  set(at: UtcMillis): void;
}
export function createSetClock(): SetClock {
  let now = utcMillis(Date.UTC(2026, 10, 25, 4));
  return { now: () => now, monotonic: () => monotonicMs(performance.now()), set: (at) => (now = at) };
}

export interface TestTerminal {
  readonly terminalId: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
}
export function makeTerminal(terminalId = TERMINAL_ID): TestTerminal {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyId = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16);
  return { terminalId, keyId, privateKey, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/** A record that breaks no rule, consented at noon in Macau on 25 November 2026. */
export function makeRecord(change: Partial<MainlandRecord> = {}): MainlandRecord {
  return {
    profile: 'gbt-aligned-1',
    recordId: randomUUID(),
    terminalId: TERMINAL_ID,
    name: '區麗嫦',
    sex: '2',
    nationality: 'CHN',
    idType: '516',
    idNo: 'M87654321',
    idReissue: null,
    birthDate: '19791102',
    phone: '+85366001234',
    regionCode: '820000',
    symptom: '1',
    isContactPatient: '2',
    isEpidemicAreaRisk: '2',
    healthStatus: '00',
    natResult: '0',
    natTime: '20261124083000',
    natOrg: 'Kiang Wu',
    vaccineDose: '3',
    vaccineTime: '20220301',
    trip: { from: '820000', to: '440400', address: '珠海市香洲區1號', departDate: '20261125' },
    consentTime: '20261125120000',
    sourceFormat: 'MO1',
    sourceIssuer: 'MO-SSM',
    ...change,
  };
}

export interface Stage {
  readonly gateway: Gateway;
  readonly terminal: TestTerminal;
  readonly clock: SetClock;
  readonly dataDir: string;
  readonly url: string;
  client(change?: Partial<GatewayClientOptions>): GatewayClient;
  seal(record?: MainlandRecord): LeasedRecord;
  close(): Promise<void>;
}

/** A gateway on a free port with one registered terminal, in a directory of its own. */
export async function openStage(change: Partial<GatewayOptions> = {}): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'portas-gateway-'));
  const clock = createSetClock();
  const terminal = makeTerminal();
  const gateway = createGateway({ dataDir, clock, terminals: [terminal], ...change });
  const url = await gateway.listen();
  const clients: GatewayClient[] = [];
  const key = parseSealingKey(gateway.sealingKey);
  return {
    gateway,
    terminal,
    clock,
    dataDir,
    url,
    client(options = {}) {
      const client = createGatewayClient({ url, terminalId: terminal.terminalId, signer: terminal, clock, ...options });
      clients.push(client);
      return client;
    },
    seal: (record = makeRecord()) => ({ ...sealRecord(record, key, clock.now()), attempts: 1 }),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await gateway.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
