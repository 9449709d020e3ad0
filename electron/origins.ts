/** Where the window comes from. Apart from window-policy.ts, because the preloads run where there is no Node. */

export const APP_SCHEME = 'app';
/** Origin of the window in Electron: its own standard, secure scheme. */
export const ELECTRON_ORIGIN = `${APP_SCHEME}://portas`;
/** Origin of the window in the Chromium shell. `.invalid` never resolves (RFC 6761 section 6.4), so a leak reaches nobody. */
export const CHROMIUM_ORIGIN = 'https://portas.invalid';
