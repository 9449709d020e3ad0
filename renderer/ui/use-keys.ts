import { useEffect, useEffectEvent } from 'react';

/** Handlers by key name, `KeyboardEvent.key`; a digit with Ctrl or Alt is written `mod+1`, a key whose meaning Shift changes `shift+F11`. */
export type KeyMap = Readonly<Record<string, (() => void) | undefined>>;

/** Whether a key press belongs to the control that has the focus rather than to the window. */
export function belongsToControl(key: string, tag: string): boolean {
  if (key === ' ') return ['INPUT', 'TEXTAREA', 'SELECT', 'BUTTON', 'SUMMARY', 'A'].includes(tag);
  return false;
}

/** Name of a key press in a `KeyMap`; null for presses that mean nothing to the window. */
export function keyName(event: { readonly key: string; readonly ctrlKey: boolean; readonly altKey: boolean; readonly metaKey: boolean }): string | null {
  if (event.metaKey) return null;
  if (event.ctrlKey || event.altKey) return /^[1-9]$/.test(event.key) ? `mod+${event.key}` : null;
  return event.key;
}

/**
 * Listens to the window's keys. An open dialog has the keys to itself.
 * @param overDialogs - for keys that work in every dialog too.
 */
export function useKeys(map: KeyMap, overDialogs = false): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const plain = keyName(event);
    const name = event.shiftKey && Object.hasOwn(map, `shift+${plain}`) ? `shift+${plain}` : plain;
    const target = event.target instanceof Element ? event.target : document.body;
    if (name === null || event.repeat || event.defaultPrevented || belongsToControl(name, target.tagName)) return;
    if (!overDialogs && document.querySelector('dialog[open]') !== null) return;
    const handler = Object.hasOwn(map, name) ? map[name] : undefined;
    if (handler === undefined) return;
    event.preventDefault();
    handler();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
