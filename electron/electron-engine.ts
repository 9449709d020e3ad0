/** An engine process in an Electron utility process; every window gets a MessagePort of its own to it. */
import type { MessagePortMain } from 'electron';
import type { ElectronParts } from './electron-parts.ts';
import type { EngineChild } from './engine-host.ts';

/** Starts an engine process. Only after the app is ready. */
export function forkUtility(electron: Pick<ElectronParts, 'utilityProcess' | 'MessageChannelMain'>, entry: string): EngineChild<MessagePortMain> {
  const child = electron.utilityProcess.fork(entry, [], { serviceName: 'Portas engine', stdio: 'inherit' });
  // Told before an end for want of memory, and thrown at us if nobody listens; `exit` comes after it in any case.
  child.on('error', (type, location) => process.stderr.write(`the engine cannot go on: ${type} at ${location}\n`));
  let nextPort = 0;
  return {
    send: (message) => child.postMessage(message),
    openPort() {
      const { port1, port2 } = new electron.MessageChannelMain();
      child.postMessage({ kind: 'port', port: nextPort++ }, [port2]);
      return port1;
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', (code) => listener(`code ${code}`)),
    kill() {
      if (child.pid === undefined) return;
      try {
        // UtilityProcess.kill asks; this is for one that does not listen any more.
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // It has just gone by itself.
      }
    },
  };
}
