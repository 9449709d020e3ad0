/** A gateway as a process of its own, whose clock is where the simulated one is. Says its port, and ends with its input. */
import { throwApart } from '../../../core/model/throw-apart.ts';
import { monotonicMs, utcMillis } from '../../../core/model/units.ts';
import { createGateway } from '../../../tools/gateway/gateway.ts';

export interface GatewaySettings {
  readonly dataDir: string;
  readonly terminalId: string;
  readonly publicKeyPem: string;
  /** Address that terminals use. */
  readonly publicUrl: string;
  /** By how much the simulated clock is ahead of the machine's. */
  readonly aheadMs: number;
}

const { dataDir, terminalId, publicKeyPem, publicUrl, aheadMs } = JSON.parse(process.argv[2] ?? '{}') as GatewaySettings;
const gateway = createGateway({
  dataDir,
  terminals: [{ terminalId, publicKeyPem }],
  publicUrl,
  clock: { now: () => utcMillis(Date.now() + aheadMs), monotonic: () => monotonicMs(performance.now()) },
});
const url = await gateway.listen();
process.stdout.write(`${new URL(url).port}\n`);
process.stdin.resume();
process.stdin.once('end', () => {
  gateway.close().catch(throwApart);
});
