/**
 * An engine process with no engine in it, for tests of the shells. `--fail TEXT` fails to open with that text.
 * `desk:recent` answers at once; `service:scanners` never answers; `drill:present` makes it send `scan:reading`
 * with its process id; `service:diagnostics` tells that id as `file`.
 */
import { parseArgs } from 'node:util';
import { PortasFault } from '../../core/model/fault.ts';
import { serve, type Handlers, type Port } from '../../core/wire.ts';
import { runEngineProcess } from '../../electron/engine-port.ts';

runEngineProcess((args) => {
  const { values } = parseArgs({ args: [...args], options: { fail: { type: 'string' } } });
  if (values.fail !== undefined) throw new PortasFault('config-invalid', values.fail);
  return Promise.resolve({ attach, stop: () => Promise.resolve() });
});

function attach(port: Port): () => void {
  const refuse = (): never => {
    throw new Error('not in this engine');
  };
  const known: Partial<Handlers> = {
    'desk:recent': () => ({ scans: [] }),
    'service:scanners': () => new Promise(() => undefined),
    'service:diagnostics': () => ({ file: `${process.pid}`, json: '{}' }),
    'drill:present': () => {
      served.emit('scan:reading', { deviceId: `${process.pid}`, bytesRead: 1 });
      return {};
    },
  };
  const handlers = new Proxy(known, { get: (target, name): unknown => Reflect.get(target, name) ?? refuse }) as Handlers;
  const served = serve(port, handlers, () => true, () => undefined);
  return () => undefined;
}
