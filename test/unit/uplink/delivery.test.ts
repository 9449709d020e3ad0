import { afterEach, expect, it } from 'vitest';
import type { Receipt } from '../../../core/model/outbox.ts';
import { throwApart } from '../../../core/model/throw-apart.ts';
import { durationMs } from '../../../core/model/units.ts';
import { createUploader } from '../../../core/uplink/uploader.ts';
import { openStage, type Stage } from '../gateway/fixture.ts';
import { createMemoryOutbox } from './memory-outbox.ts';

const RECORDS = 200;
/** Half of all requests go wrong, in every way there is, and a tenth of the records on top. */
const HALF_BROKEN = {
  seed: 20_261_125,
  retryAfterSeconds: 0,
  rates: {
    unavailable: 0.06,
    'too-many-requests': 0.04,
    hang: 0.02,
    html: 0.04,
    'error-after-commit': 0.08,
    reset: 0.08,
    'wrong-hash': 0.05,
    dropped: 0.05,
    reordered: 0.02,
    foreign: 0.03,
    doubled: 0.03,
    'busy-record': 0.1,
  },
};

let stage: Stage;
afterEach(() => stage.close());

it('delivers every record once through a gateway half of whose answers are broken', async () => {
  stage = await openStage({ faults: HALF_BROKEN });
  const outbox = createMemoryOutbox();
  const sealed = Array.from({ length: RECORDS }, () => stage.seal());
  for (const record of sealed) outbox.add(record, stage.clock.now());
  const receipts: Receipt[] = [];
  const client = stage.client({ timeoutMs: durationMs(400) });
  const answers = { answered: 0, unavailable: 0, refused: 0 };

  await new Promise<void>((resolve) => {
    const uploader = createUploader({
      outbox,
      client: {
        probe: () => client.probe(),
        async declareBatch(batch) {
          const answer = await client.declareBatch(batch);
          answers[answer.kind] += 1;
          return answer;
        },
      },
      clock: stage.clock,
      // The shortest delays there are: the wall clock of this test stands still.
      random: () => 0,
      batchSize: 5,
      onReceipt: (receipt) => receipts.push(receipt),
      onChange: () => {
        if (outbox.counts().delivered === RECORDS) uploader.stop().then(resolve, throwApart);
      },
    });
    uploader.start();
  });

  // Missing 0, wrong 0, doubled 0.
  expect(stage.gateway.records.count()).toBe(RECORDS);
  expect(stage.gateway.records.hashes()).toEqual(new Map(sealed.map(({ recordId, bodySha256 }) => [recordId, bodySha256])));
  expect(outbox.counts()).toEqual({ pending: 0, leased: 0, delivered: RECORDS, dead: 0 });
  // Every traveller's code, once.
  expect(receipts.map(({ recordId }) => recordId).sort()).toEqual(sealed.map(({ recordId }) => recordId).sort());
  // The faults did happen.
  expect(answers.unavailable).toBeGreaterThan(10);
  expect(answers.refused).toBe(0);
}, 60_000);
