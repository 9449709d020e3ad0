/** What people see of a damaged database: the engine ends, the next start sets it aside, the desk is told until a technician has seen it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DATABASE_FILE, openEngine } from '../../../core/engine.ts';
import type { Engine } from '../../../core/engine-parts.ts';
import { ROLES } from '../../../core/model/staff.ts';
import { createClient } from '../../../core/wire.ts';
import { localPorts } from '../../../electron/local-port.ts';
import { consentOf } from '../../../tools/drill/officer.ts';
import { openTerminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.stop();
});

describe('an engine that meets a damaged page', () => {
  it('ends its process, saves what waits at the next start, and says so until a technician acknowledges it', async () => {
    let ended = 0;
    const terminal = await openTerminal((parts) => ({ ...parts, endProcess: () => (ended += 1) }), 'down');
    for (let n = 0; n < 3; n += 1) {
      const consent = consentOf(await terminal.present('good'));
      if (consent === null || !(await terminal.client.call('desk:convert', consent)).ok) throw new Error('a good traveller can be converted');
      await terminal.client.call('desk:clear', {});
    }
    const { waiting } = (await terminal.client.call('app:status', {})).queue;
    await terminal.stop();

    // Damage that no start sees: far behind the first pages.
    const file = join(terminal.dataDir, DATABASE_FILE);
    const content = readFileSync(file);
    content.fill(0, content.length - 4_000, content.length - 3_900);
    writeFileSync(file, content);

    const start = async (): Promise<Engine> => {
      const { drill } = terminal;
      const engine = await openEngine({ ...drill.parts, endProcess: () => (ended += 1), settings: { ...drill.parts.settings, staff: { ...drill.parts.settings.staff, startAs: { staffNumber: '2001', roles: ROLES } } } });
      open.push(engine);
      return engine;
    };
    // Nobody asks for those rows: the walk over all pages finds it, which every start begins.
    await start();
    await until(() => Promise.resolve(ended === 1));
    await open.pop()?.stop().catch(() => undefined);
    const engine = await start();
    const [mine, theirs] = localPorts();
    engine.attach(theirs);
    const client = createClient(mine);
    const { damage, queue } = await client.call('app:status', {});
    expect(damage).not.toBeNull();
    expect(damage?.saved).toBe(queue.waiting);
    expect((damage?.saved ?? 0) + (damage?.lost ?? waiting - (damage?.saved ?? 0))).toBe(waiting);
    expect((await client.call('service:system', {})).damages).toHaveLength(1);
    expect(await client.call('service:acknowledge-damage', {})).toEqual({ acknowledged: true });
    expect((await client.call('app:status', {})).damage).toBeNull();
    expect((await client.call('audit:read', {})).entries[0]).toMatchObject({ action: 'store-damage-acknowledged', person: '2001' });
    mine.close();
  });
});
