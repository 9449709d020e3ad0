/** The real engine with a scanner, a window and a gateway that takes everything: the whole road of one traveller after the other. */
import type { VerdictView } from '../../../core/contract.ts';
import { consentOf } from '../../../tools/drill/officer.ts';
import { openDrillTerminal } from '../../support/drill-terminal.ts';

/** Milliseconds of one traveller's way. */
export interface RoadTimes {
  readonly 'report to verdict': number;
  readonly 'first report to window': number;
  readonly 'consent to conversion confirmed': number;
}

export interface Road {
  /** A traveller with a good code who consents. @throws Error when anything but a confirmed conversion comes of it. */
  travel(): Promise<RoadTimes>;
  close(): Promise<void>;
}

export async function openRoad(dataDir: string): Promise<Road> {
  const { drill, client, stop } = await openDrillTerminal(dataDir, 'bench');
  const next = (): Promise<VerdictView> =>
    new Promise((resolve) => {
      const leave = client.on('verdict:shown', (verdict) => {
        leave();
        resolve(verdict);
      });
    });
  return {
    async travel() {
      const arriving = next();
      const start = performance.now();
      drill.present('good');
      const verdict = await arriving;
      const shown = performance.now();
      const consent = consentOf(verdict);
      if (consent === null) throw new Error(`a good traveller could not be converted: ${JSON.stringify(verdict.reasons)}`);
      const reply = await client.call('desk:convert', consent);
      if (!reply.ok) throw new Error(`a conversion was refused: ${JSON.stringify(reply)}`);
      return { 'report to verdict': verdict.elapsedMs, 'first report to window': shown - start, 'consent to conversion confirmed': performance.now() - shown };
    },
    close: stop,
  };
}
