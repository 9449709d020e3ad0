import { useState } from 'react';
import type { Overview } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { download } from '../ui/download.ts';
import { isoDate } from '../ui/format.ts';
import { type Names, toCsv } from './csv.ts';

/** What became of the last export: a file of this name, or nothing since the terminal did not answer. */
export type Exported = { readonly saved: string } | 'failed' | null;

/** Figures that leave the window: the engine is asked first, so that each export is in the audit. */
export function useExport(data: Overview | null, names: Names): { readonly exported: Exported; readonly csv: () => void; readonly print: () => void } {
  const bridge = useBridge();
  const [exported, setExported] = useState<Exported>(null);
  const ask = (kind: 'csv' | 'print', then: (overview: Overview) => Exported): void => {
    if (data === null) return;
    bridge.call('overview:export', { kind, from: data.from, to: data.to }).then(
      (overview) => setExported(then(overview)),
      () => setExported('failed'),
    );
  };
  return {
    exported,
    csv: () => ask('csv', (overview) => ({ saved: download(toCsv(overview, names), fileName(overview)) })),
    print: () =>
      ask('print', () => {
        window.print();
        return null;
      }),
  };
}

/** The last day is the one that the span's last moment falls on. */
const fileName = ({ from, to }: Overview): string => `portas-${isoDate(from)}-to-${isoDate(Math.max(from, to - 1))}.csv`;
