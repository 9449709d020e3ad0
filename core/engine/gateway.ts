/** The way to the gateway: what waits is sent, the audit's heads too, a technician works on what waits, and the terminal's key is renewed there. Composes. */
import { sign } from 'node:crypto';
import type { Status } from '../contract.ts';
import type { EngineParts } from '../engine-parts.ts';
import { STATE_INCIDENTS } from '../model/journal.ts';
import type { Receipt } from '../model/outbox.ts';
import { durationMs, MINUTE_MS, SECOND_MS, type UtcMillis } from '../model/units.ts';
import { type AuditHeadKeeper, createAuditHeadKeeper } from '../service/audit-head-keeper.ts';
import type { IncidentLog } from '../service/incident-log.ts';
import { createQueueWorker, type QueueWorker } from '../service/queue-work.ts';
import type { TerminalStanding } from '../service/terminal-standing.ts';
import type { Store } from '../store/open-store.ts';
import type { TerminalKeys } from '../terminal/terminal-keys.ts';
import { createGatewayClient } from '../uplink/gateway-client.ts';
import { type Renewal, renewTerminalKey } from '../uplink/renew-key.ts';
import type { TlsSource } from '../uplink/tls-files.ts';
import { createUploader, type Uploader } from '../uplink/uploader.ts';

export interface GatewayParts extends Pick<EngineParts, 'settings' | 'clock'> {
  readonly terminalKeys: TerminalKeys;
  readonly tlsFiles: TlsSource | null;
  readonly store: Pick<Store, 'outbox' | 'queue' | 'audit' | 'auditHeads'>;
  readonly incidents: IncidentLog;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly measured: TerminalStanding['measured'];
  readonly listener: {
    /** The gateway has a record. */
    receipt(receipt: Receipt): void;
    /** Records in the outbox may have changed their state. */
    sent(): void;
    /** What the status shows of the queue or the network may be other than before. */
    changed(): void;
    /** A technician's long work on the queue has come further. */
    queueWorked(): void;
  };
}

export interface Gateway {
  /** Null where nothing is converted. */
  readonly uploader: Uploader | null;
  /** Long work of a technician on what waits. */
  readonly queueWork: QueueWorker;
  readonly network: () => Status['network'];
  readonly auditHeads: Pick<AuditHeadKeeper, 'start' | 'stop'>;
  /** Null where there is no gateway. */
  readonly renewKey: (() => Promise<Renewal>) | null;
  /** Ends the long work, and lets the batch in flight end. */
  stop(): Promise<void>;
  /** Gives up what is in flight and closes the connections. */
  close(): Promise<void>;
}

/** @throws PortasFault `config-invalid` or `terminal-key-invalid` for wrong settings. */
export function createGateway({ settings, clock, terminalKeys, tlsFiles, store, incidents, now, measured, listener }: GatewayParts): Gateway {
  const terminalId = settings.terminal.id;
  const client =
    settings.gateway === null
      ? null
      : createGatewayClient({
          url: settings.gateway.url,
          terminalId,
          signer: terminalKeys,
          clock,
          timeoutMs: durationMs(settings.gateway.timeoutSeconds * SECOND_MS),
          onClock: measured,
          ...(tlsFiles === null ? {} : { tls: tlsFiles }),
        });
  const uploader =
    client === null
      ? null
      : createUploader({
          outbox: store.outbox,
          client,
          clock,
          // A lease must not run out under a batch that is still on its way.
          leaseMs: durationMs(2 * (settings.gateway?.timeoutSeconds ?? 0) * SECOND_MS + MINUTE_MS),
          onReceipt: (receipt) => listener.receipt(receipt),
          onAlarm: (alarm) => {
            if (alarm.kind === 'fault') incidents.fault('upload-fault', alarm.cause);
            else incidents.watch('gateway', 'refusing', STATE_INCIDENTS.gateway, `${alarm.errorCode ?? '-'} ${alarm.error}`);
          },
          onAccepted: () => incidents.watch('gateway', 'accepting', STATE_INCIDENTS.gateway),
          onChange: () => {
            listener.sent();
            const { state } = network();
            incidents.watch('network', state, STATE_INCIDENTS.network);
            if (state === 'up') auditHeads.reached();
            listener.changed();
          },
        });
  const network = (): Status['network'] => uploader?.network() ?? { state: 'unknown', since: null, cause: null };
  const queueWork = createQueueWorker({
    queue: store.queue,
    counts: () => store.outbox.counts(),
    terminalId,
    clock,
    listener: {
      progress: () => {
        listener.queueWorked();
        listener.changed();
      },
      due: () => uploader?.wake(),
      fault: (cause) => void incidents.fault('queue-work-failed', cause),
    },
  });
  // Where the audit stands, under the terminal's signature, kept by the gateway.
  const auditHeads = createAuditHeadKeeper({
    terminalId,
    audit: store.audit,
    heads: store.auditHeads,
    sign: (text) => ({ keyId: terminalKeys.keyId, signature: sign(null, Buffer.from(text), terminalKeys.privateKey).toString('base64') }),
    send: client === null ? null : ({ sequence, hash, at, keyId, signature }) => client.call('auditHead', { sequence, hash, at, keyId, signature }),
    now,
    incidents,
  });
  return {
    uploader,
    queueWork,
    network,
    auditHeads,
    renewKey: client === null ? null : () => renewTerminalKey(terminalId, terminalKeys, client),
    async stop() {
      await queueWork.stop();
      await uploader?.stop();
    },
    async close() {
      await client?.close();
      // By this what was in flight has failed, and its records are put back before the database closes.
      await uploader?.stop();
    },
  };
}
