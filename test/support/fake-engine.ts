/**
 * An engine process with no engine in it, for tests of the shells. `--fail TEXT` fails to open with that text. `--stop fails|hangs` stops so.
 * `desk:recent` answers at once; `service:scanners` never answers; `drill:present` makes it send `scan:reading`
 * with its process id; `service:diagnostics` tells that id as `file`. `desk:manual` meets a fault that nobody catches, its text in the message:
 * a rejected promise, or, where the text begins with "throw", an exception. `desk:clear` writes a line to the log. A stop writes "stopped".
 */
import { parseArgs } from 'node:util';
import { PortasFault } from '../../core/model/fault.ts';
import { serve, type Handlers, type Port } from '../../core/wire.ts';
import { runEngineProcess } from '../../electron/engine-port.ts';

runEngineProcess((args) => {
  const { values } = parseArgs({ args: [...args], options: { fail: { type: 'string' }, stop: { type: 'string' } } });
  if (values.fail !== undefined) throw new PortasFault('config-invalid', values.fail);
  const stop = (): Promise<void> => {
    if (values.stop === 'hangs') return new Promise(() => undefined);
    if (values.stop === 'fails') return Promise.reject(new Error('the database has no room'));
    process.stderr.write('stopped\n');
    return Promise.resolve();
  };
  return Promise.resolve({ attach, stop });
});

function attach(port: Port): () => void {
  const refuse = (): never => {
    throw new Error('not in this engine');
  };
  const known: Partial<Handlers> = {
    'desk:recent': () => ({ scans: [] }),
    'service:scanners': () => new Promise(() => undefined),
    'service:diagnostics': () => ({ file: `${process.pid}`, json: '{}' }),
    'desk:manual': ({ text }) => {
      if (text.startsWith('throw')) setImmediate(() => void JSON.parse(text));
      // eslint-disable-next-line @typescript-eslint/no-floating-promises -- such a promise is what the test is about
      else new Promise((_resolve, reject) => reject(new Error(text)));
      return {};
    },
    'desk:clear': () => {
      process.stderr.write('a line\n');
      return {};
    },
    'drill:present': () => {
      served.emit('scan:reading', { deviceId: `${process.pid}`, bytesRead: 1 });
      return {};
    },
  };
  const handlers = new Proxy(known, { get: (target, name): unknown => Reflect.get(target, name) ?? refuse }) as Handlers;
  const served = serve(port, handlers, () => true, () => undefined);
  return () => undefined;
}
