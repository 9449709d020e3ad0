import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Status } from '../../../core/contract.ts';
import { createIncidentLog } from '../../../core/service/incident-log.ts';
import { createStandingWatch } from '../../../core/service/standing-watch.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { testClock } from '../../support/clocks.ts';
import { MORNING } from '../../support/codes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import * as fixture from '../../support/window-fixtures.ts';

function open(file = join(tempDir(), 'portas.db')) {
  const store = openStore(file);
  const watch = createStandingWatch({ incidents: createIncidentLog(store.incidents, testClock(MORNING), () => undefined), audit: store.audit, ruleSet: () => 'rules@1' });
  const tell = (change: Partial<Status>): void => watch(fixture.status(MORNING, change));
  const codes = () => store.incidents.recent(50).map(({ code, detail }) => [code, detail]).reverse();
  const audited = () => store.audit.recent(50).map(({ action, subject, reason }) => [action, subject, reason]).reverse();
  return { store, file, tell, codes, audited };
}
const stolen = { cause: 'deactivated', reason: 'stolen' } as const;

describe('the terminal’s own standing', () => {
  it('is kept step by step, each once', () => {
    const { tell, codes, store } = open();
    for (const state of ['fresh', 'ageing', 'ageing', 'stale', 'dead', 'fresh'] as const) tell({ trust: fixture.aged(MORNING, state, 30) });
    expect(codes().filter(([code]) => code?.startsWith('keys-'))).toEqual(['keys-current', 'keys-old', 'keys-stale', 'keys-dead', 'keys-current'].map((code) => [code, 'keys']));
    store.close();
  });

  it('names the direction in which the clock is wrong, and audits one that was turned back', () => {
    const { tell, codes, audited, store } = open();
    tell({ clock: { state: 'fast', behindMs: 0, offsetMs: 42_400 } });
    tell({ clock: { state: 'slow', behindMs: 0, offsetMs: -61_000 } });
    tell({ clock: { state: 'behind', behindMs: 86_400_000, offsetMs: -61_000 } });
    tell({ clock: { state: 'behind', behindMs: 86_395_000, offsetMs: -61_000 } });
    tell({ clock: { state: 'ok', behindMs: 0, offsetMs: 12 } });
    expect(codes().slice(1)).toEqual([
      ['clock-fast', 'terminal is 42 s ahead of the gateway'],
      ['clock-slow', 'terminal is 61 s behind the gateway'],
      ['clock-behind', 'terminal is 86400 s behind the newest time it knows'],
      ['clock-right', 'clock'],
    ]);
    expect(audited()).toEqual([['clock-behind', 'clock', null]]);
    store.close();
  });

  it('is audited once when it is put out of service and once when it is back, however often it starts', () => {
    const first = open();
    first.tell({});
    expect(first.audited()).toEqual([]);
    first.tell({ outOfService: stolen });
    first.tell({ outOfService: stolen });
    first.store.close();
    const second = open(first.file);
    second.tell({ outOfService: stolen });
    expect(second.audited()).toEqual([['terminal-out-of-service', 'deactivated: stolen', 'deactivated']]);
    second.tell({ outOfService: { cause: 'version-too-low', minimum: '2.0.0' } });
    second.tell({ outOfService: null });
    second.tell({ outOfService: null });
    expect(second.audited().slice(1)).toEqual([
      ['terminal-out-of-service', 'version below 2.0.0', 'version-too-low'],
      ['terminal-in-service', null, null],
    ]);
    expect(second.codes().filter(([code]) => code?.startsWith('terminal-'))).toHaveLength(3);
    second.store.close();
  });

  it('is looked at again when its change could not be kept', () => {
    const { tell, store, audited } = open();
    store.close();
    expect(() => tell({ outOfService: stolen })).toThrow();
    const lines: unknown[] = [];
    let full = true;
    const watch = createStandingWatch({
      incidents: { watch: () => undefined, note: () => undefined },
      audit: {
        newestServiceChange: () => null,
        record: (entry) => {
          if (full) throw new Error('disk');
          lines.push(entry);
        },
      },
      ruleSet: () => 'rules@1',
    });
    expect(() => watch(fixture.status(MORNING, { outOfService: stolen }))).toThrow('disk');
    full = false;
    watch(fixture.status(MORNING, { outOfService: stolen }));
    expect(lines).toHaveLength(1);
    expect(audited).toThrow();
  });
});
