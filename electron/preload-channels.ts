/** Channels from Electron's main process to the preload; there is none the other way. */

/** Hands over a port to the engine. */
export const PORT_CHANNEL = 'portas:port';
/** The engine is gone. */
export const DOWN_CHANNEL = 'portas:engine-down';
