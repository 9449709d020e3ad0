import { isSuspect, pressKey, settle, STALL_MS, WEDGE_AT_REST, type WedgeEffect } from './wedge.ts';

export interface WedgeListener {
  code(text: string, capsLock: boolean): void;
  /** A burst that was no code: scan again. */
  dropped(): void;
}

/** What stood in a field before a burst typed into it. */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
interface Snapshot {
  readonly field: Field;
  readonly value: string;
}

/**
 * Collects wedge codes at the document, before any field sees the keys, whatever has the focus.
 * @returns the function that stops listening.
 */
export function listenForWedge(document: Document, listener: WedgeListener): () => void {
  let state = WEDGE_AT_REST;
  let before: Snapshot | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const carryOut = (effect: WedgeEffect): void => {
    if (effect.kind === 'proved' && before !== null) restore(before);
    if (effect.kind === 'code') listener.code(effect.text, effect.capsLock);
    if (effect.kind === 'dropped') listener.dropped();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const wasSuspect = isSuspect(state, event.timeStamp);
    const [next, effect] = pressKey(state, {
      key: event.key,
      at: event.timeStamp,
      capsLock: event.getModifierState('CapsLock'),
      modified: event.ctrlKey || event.altKey || event.metaKey,
      repeat: event.repeat,
    });
    // The first key of what may become a burst: the field does not hold it yet.
    if (next.text.length === 1) before = snapshot(document.activeElement);
    state = next;
    if (effect.kind !== 'pass') {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.key === ' ' && wasSuspect && !isField(event.target)) {
      // Inside a likely burst a space is a character of the code, not the officer's hold.
      event.stopImmediatePropagation();
    }
    carryOut(effect);
    clearTimeout(timer);
    if (state.proved) timer = setTimeout(endByItself, STALL_MS + 10);
  };
  const endByItself = (): void => {
    const [next, effect] = settle(state, performance.now());
    state = next;
    carryOut(effect);
  };

  document.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    clearTimeout(timer);
    document.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

function isField(target: unknown): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function snapshot(element: Element | null): Snapshot | null {
  return isField(element) ? { field: element, value: element.value } : null;
}

/** Puts a field back as it was, so that React hears of it too: React watches the prototype's setter. */
function restore({ field, value }: Snapshot): void {
  if (field.value === value) return;
  const prototype: unknown = Object.getPrototypeOf(field);
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
}
