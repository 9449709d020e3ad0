import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Port } from '../core/wire.ts';

/** A port that can be closed; an open one keeps the process alive. */
export interface LocalPort extends Port {
  close(): void;
}

/** Two ends of a port inside one process; messages are cloned and arrive later, as between processes. */
export function localPorts(): readonly [LocalPort, LocalPort] {
  const { port1, port2 } = new MessageChannel();
  const wrap = (port: MessagePort): LocalPort => ({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    close: () => port.close(),
  });
  return [wrap(port1), wrap(port2)];
}
