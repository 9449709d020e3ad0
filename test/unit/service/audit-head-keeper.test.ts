import { sign } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditHead } from '../../../core/model/audit-head.ts';
import { HOUR_MS, MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import { createAuditHeadKeeper, HEAD_EVERY_MS, type AuditHeadKeeper, type HeadAnswer } from '../../../core/service/audit-head-keeper.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import type { GatewayClient } from '../../../core/uplink/gateway-client.ts';
import { openStage, type Stage } from '../gateway/fixture.ts';
import { auditEntry } from '../../support/records.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { tempDir } from '../../support/temp-dir.ts';

let stage: Stage;
let client: GatewayClient;
let file: string;
let store: Store;
let incidents: string[];
let keepers: AuditHeadKeeper[];
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  stage = await openStage();
  client = stage.client();
  file = join(tempDir(), 'portas.db');
  store = openStore(file);
  incidents = [];
  keepers = [];
});
afterEach(async () => {
  for (const each of keepers) await each.stop();
  store.close();
  await stage.close();
  vi.useRealTimers();
});

const toGateway = ({ sequence, hash, at, keyId, signature }: AuditHead): Promise<HeadAnswer> => client.call('auditHead', { sequence, hash, at, keyId, signature });
/** A keeper as an engine has one; what it sends is awaited by `settled`. */
function keeper(send: ((head: AuditHead) => Promise<HeadAnswer>) | null = toGateway) {
  let last: Promise<unknown> = Promise.resolve();
  const made = createAuditHeadKeeper({
    terminalId: stage.terminal.terminalId,
    audit: store.audit,
    heads: store.auditHeads,
    sign: (text) => ({ keyId: stage.terminal.keyId, signature: sign(null, Buffer.from(text), stage.terminal.privateKey).toString('base64') }),
    send: send === null ? null : (head) => {
      const answer = send(head);
      last = answer;
      return answer;
    },
    now: () => stage.clock.now(),
    incidents: { fault: (code) => (incidents.push(code), code), watch: (_, state, codes, detail) => {
        if (codes[state] !== undefined) incidents.push(`${codes[state]}: ${detail ?? ''}`);
      },
    },
  });
  keepers.push(made);
  return {
    ...made,
    /** The answer has come and was written down. */
    async settled(): Promise<void> {
      for (let turn = 0; turn < 3; turn++) await Promise.resolve();
      await last.catch(() => undefined);
      for (let turn = 0; turn < 9; turn++) await Promise.resolve();
    },
  };
}
const act = (times = 1): void => {
  for (let n = 0; n < times; n++) store.audit.record(auditEntry());
};
const held = () => stage.gateway.auditHeads(stage.terminal.terminalId);
const results = () => store.auditHeads.recent(9).map(({ sequence, result }) => [sequence, result]);
const later = (ms: number): void => {
  stage.clock.set(utcMillis(stage.clock.now() + ms));
  vi.advanceTimersByTime(MINUTE_MS);
};

describe('heads of the audit', () => {
  it('go to the gateway at the start, once an hour while the audit grows, and at the stop', async () => {
    act(3);
    const heads = keeper();
    heads.start();
    await heads.settled();
    expect(held()).toMatchObject([{ sequence: 3, hash: store.audit.end()?.hash, at: stage.clock.now() }]);
    act();
    later(HEAD_EVERY_MS - MINUTE_MS);
    expect(results()).toEqual([[3, 'uploaded']]);
    later(MINUTE_MS);
    await heads.settled();
    later(HOUR_MS);
    await heads.settled();
    expect(results()).toEqual([[4, 'uploaded'], [3, 'uploaded']]);
    act();
    await heads.stop();
    expect(held().map(({ sequence }) => sequence)).toEqual([5, 4, 3]);
    expect(incidents).toEqual([]);
  });

  it('wait on disk while the gateway is away, over a restart, and the newest goes when it is back', async () => {
    await stage.gateway.faults.set({ down: true });
    act(2);
    const first = keeper();
    first.start();
    await first.settled();
    act();
    await first.stop();
    expect([results(), held()]).toEqual([[[3, null], [2, 'superseded']], []]);
    store.close();
    store = openStore(file);
    const second = keeper();
    second.start();
    await second.settled();
    await stage.gateway.faults.set({ down: false });
    second.reached();
    await second.settled();
    expect([results(), held().length, incidents]).toEqual([[[3, 'uploaded'], [2, 'superseded']], 1, []]);
  });

  it('are repeated after a lost answer, and count once', async () => {
    act();
    await stage.gateway.faults.set({ rates: { 'error-after-commit': 1 } });
    const heads = keeper();
    heads.start();
    await heads.settled();
    expect([results(), held().length]).toEqual([[[1, null]], 1]);
    await stage.gateway.faults.set({ rates: {} });
    heads.reached();
    await heads.settled();
    expect([results(), held().length, incidents]).toEqual([[[1, 'uploaded']], 1, []]);
  });

  it('are not settled by an answer for another head', async () => {
    act();
    const heads = keeper((head) => Promise.resolve({ kind: 'answered', answer: { status: 'accepted', sequence: head.sequence, hash: '00'.repeat(32), held: null } }));
    heads.start();
    await heads.settled();
    expect(results()).toEqual([[1, null]]);
  });

  it('raise an alarm when the audit goes back, and when it grew again over what was cut off', async () => {
    act(5);
    const heads = keeper();
    heads.start();
    await heads.settled();
    await heads.stop();
    store.close();
    const raw = rawDatabase(file);
    raw.exec('DROP TRIGGER audit_is_kept; DELETE FROM audit WHERE id > 3; DELETE FROM audit_heads');
    raw.close();
    store = openStore(file);
    const back = keeper();
    back.start();
    await back.settled();
    expect(incidents).toEqual(['audit-head-refused: line 3: the gateway holds line 5']);
    expect(results()).toEqual([[3, 'refused']]);
    for (let n = 0; n < 4; n++) store.audit.record(auditEntry({ subject: 'not what was there' }));
    later(HOUR_MS);
    await back.settled();
    expect(incidents[1]).toBe('audit-head-refused: line 5: the gateway holds another hash of it');
  });

  it('raise an alarm when the gateway does not take them', async () => {
    act();
    const heads = keeper(() => Promise.resolve({ kind: 'refused', error: '1004 unknown terminal' }));
    heads.start();
    await heads.settled();
    expect([results(), incidents]).toEqual([[[1, 'refused']], ['audit-head-refused: line 1: 1004 unknown terminal']]);
  });

  it('are made where there is no gateway, and none of an empty audit', async () => {
    const heads = keeper(null);
    heads.start();
    expect(results()).toEqual([]);
    act();
    await heads.stop();
    expect(results()).toEqual([[1, null]]);
  });

  it('tell of a disk that does not keep them, and the terminal works on', async () => {
    act();
    const raw = rawDatabase(file);
    raw.exec("CREATE TRIGGER full BEFORE INSERT ON audit_heads BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    raw.close();
    const heads = keeper();
    heads.start();
    await heads.settled();
    expect([incidents, held()]).toEqual([['audit-not-kept'], []]);
  });
});

describe('gateway: heads of the audit', () => {
  it('keeps a head under its terminal’s own signature alone', async () => {
    act();
    keeper(null).start();
    const [head] = store.auditHeads.recent(1);
    if (head === undefined) throw new Error('a head was made');
    expect(await toGateway({ ...head, at: utcMillis(head.at + 1) })).toMatchObject({ kind: 'refused', errorCode: '1001' });
    expect(await toGateway({ ...head, keyId: 'another' })).toMatchObject({ kind: 'refused', errorCode: '1001' });
    expect(await toGateway(head)).toMatchObject({ answer: { status: 'accepted', held: null } });
    expect(await toGateway(head)).toMatchObject({ answer: { status: 'duplicate', held: { sequence: 1 } } });
    expect(held()).toHaveLength(1);
  });
});
