import { statfsSync } from 'node:fs';
import { memoryUsage, versions } from 'node:process';
import type { SystemView } from '../contract.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Incidents } from '../store/incidents.ts';
import type { Store } from '../store/open-store.ts';
import { VERSION } from '../version.ts';

const SHOWN_INCIDENTS = 50;

/** What the technician sees of program, disk and memory. */
export function readSystem(parts: { readonly store: Store; readonly incidents: Incidents; readonly dataDir: string; readonly startedAt: UtcMillis }): SystemView {
  const disk = statfsSync(parts.dataDir);
  const { node = '?', v8 = '?', openssl = '?', electron } = versions as Readonly<Record<string, string | undefined>>;
  return {
    versions: { portas: VERSION, node, v8, openssl, ...(electron === undefined ? {} : { electron }) },
    dataDir: parts.dataDir,
    databaseBytes: parts.store.sizeBytes(),
    freeDiskBytes: disk.bavail * disk.bsize,
    startedAt: parts.startedAt,
    memoryBytes: memoryUsage.rss(),
    incidents: [...parts.incidents.recent(SHOWN_INCIDENTS)],
    damages: parts.store.damages.all().map(({ acknowledged, ...damage }) => ({ ...damage, acknowledgedAt: acknowledged?.at ?? null })),
  };
}
