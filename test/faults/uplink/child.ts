/**
 * A terminal's uploader as a process of its own, to be killed: its real store, client and certificates. Says `ready` when it begins and `done` when nothing
 * waits any more, and ends then.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE } from '../../../core/engine.ts';
import { durationMs } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { createGatewayClient, type GatewayClient } from '../../../core/uplink/gateway-client.ts';
import { openTlsFiles, type TlsFiles } from '../../../core/uplink/tls-files.ts';
import { createUploader } from '../../../core/uplink/uploader.ts';

export interface UploaderSettings {
  readonly dataDir: string;
  readonly url: string;
  readonly terminalId: string;
  readonly tls: TlsFiles;
  readonly timeoutMs: number;
  /** Of each delay before a try that failed is made again: 1 as a terminal has it. */
  readonly delayShare: number;
  /** The control: an uploader that takes any answer, or none, for a receipt of all that it sent. */
  readonly gullible: boolean;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as UploaderSettings;
const store = openStore(join(settings.dataDir, DATABASE_FILE));
store.outbox.releaseLeases(systemClock.now());
const client = createGatewayClient({
  url: settings.url,
  terminalId: settings.terminalId,
  signer: openTerminalKeys(settings.dataDir),
  clock: systemClock,
  timeoutMs: durationMs(settings.timeoutMs),
  tls: openTlsFiles(settings.tls, () => undefined),
});
const believing: Pick<GatewayClient, 'declareBatch' | 'probe'> = {
  probe: () => client.probe(),
  async declareBatch(records) {
    await client.declareBatch(records);
    return {
      kind: 'answered',
      results: records.map(({ recordId, bodySha256 }) => ({ recordId, bodySha256, status: 'accepted', errorCode: '0', errorDesc: '', codeContent: null, validUntil: null })),
    };
  },
};
const say = (line: string): void => void writeSync(1, `${line}\n`);
const uploader = createUploader({
  outbox: store.outbox,
  client: settings.gullible ? believing : client,
  clock: systemClock,
  // The delays are drawn as ever, and shorter: a run is not to wait for minutes.
  random: () => Math.random() * settings.delayShare,
  onReceipt: () => undefined,
  onChange() {
    const { pending, leased } = store.outbox.counts();
    if (pending + leased > 0) return;
    say('done');
    process.exit(0);
  },
});
uploader.start();
say('ready');
