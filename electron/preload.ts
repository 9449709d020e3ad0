/** Puts `window.portas` into the window in Electron. Sandboxed: bundled into one script, with Electron's preload modules alone. */
// eslint-disable-next-line no-restricted-imports -- a port comes to a preload through ipcRenderer alone; nothing of it reaches the page
import { contextBridge, ipcRenderer } from 'electron';
import { createBridge } from './preload-bridge.ts';
import { DOWN_CHANNEL, PORT_CHANNEL } from './preload-channels.ts';

const engine = createBridge();

ipcRenderer.on(PORT_CHANNEL, ({ ports }) => {
  const [port] = ports;
  // One port, as main hands it over; anything else is not from main.
  if (port === undefined || ports.length !== 1) return;
  engine.up({
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.onmessage = (event) => {
        if (event.ports.length === 0) listener(event.data);
      };
    },
  });
});
ipcRenderer.on(DOWN_CHANNEL, () => engine.down());

contextBridge.exposeInMainWorld('portas', engine.bridge);
