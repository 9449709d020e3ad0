import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { portas, settingsFile } from '../../support/command-line.ts';
import { keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

it('lists the deliveries of the last hours as CSV, and none before', async () => {
  const dir = tempDir();
  const store = openStore(join(dir, 'portas.db'));
  const now = Date.now();
  const [old, fresh] = [10, 1].map((hoursAgo) => {
    const at = utcMillis(now - hoursAgo * HOUR_MS);
    const record = keepConversion(store, { createdAt: at });
    store.outbox.lease(1, at, utcMillis(at + 1_000));
    store.outbox.settle([{ recordId: record.recordId, result: 'delivered' }], at);
    return record;
  });
  store.close();
  const run = async (...more: string[]) => (await portas(['--config', settingsFile(dir, dir), 'queue', 'delivered', ...more])).out.split('\n').filter((line) => line !== '');
  const [head, ...lines] = await run('--hours', '5');
  expect(head).toBe('record_id,body_sha256,sealing_key_id,converted_at,delivered_at');
  const time = new Date(now - HOUR_MS).toISOString();
  expect(lines).toEqual([`${fresh?.recordId ?? ''},${fresh?.bodySha256 ?? ''},gw-1,${time},${time}`]);
  expect((await run()).slice(1).map((line) => line.slice(0, 36))).toEqual([old?.recordId, fresh?.recordId]);
  expect(await portas(['--config', settingsFile(dir, dir), 'queue', 'delivered', '--hours', '0'])).toMatchObject({ code: 2 });
});
