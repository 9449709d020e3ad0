/** What a key press says, as far as it matters here. */
type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** Keys with which a browser would reload, search, or open tools, and an entry would be lost; Alt with a function key is the window manager's. */
export function isBrowserKey({ key, ctrlKey, altKey, metaKey }: Press): boolean {
  if (altKey) return false;
  return /^F([1-9]|1[0-2])$/.test(key) || ((ctrlKey || metaKey) && key.toLowerCase() === 'r');
}

/** Keeps the browser's keys from the browser. On the window, which hears of a key last: nobody who handles it is hindered, dialog or not. */
export function keepBrowserKeys(window: Window): void {
  window.addEventListener('keydown', (event) => {
    if (isBrowserKey(event)) event.preventDefault();
  });
}
