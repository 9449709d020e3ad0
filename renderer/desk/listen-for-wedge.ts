import type { Welcome } from '../../core/contract.ts';
import { KEY_USAGES } from './key-usages.ts';
import { isSuspect, type Key, pressKey, settle, STALL_MS, WEDGE_AT_REST, type WedgeCode, type WedgeEffect } from './wedge.ts';

export interface WedgeListener {
  code(code: WedgeCode): void;
  /** A burst that was no code: scan again. */
  dropped(): void;
}

type TextField = HTMLInputElement | HTMLTextAreaElement;
/** What stood in a field, and where the cursor was, before a burst typed into it. */
interface Snapshot {
  readonly field: TextField | HTMLSelectElement;
  readonly value: string;
  /** Null for a field that has no cursor. */
  readonly selection: readonly [number, number, TextField['selectionDirection']] | null;
}

/**
 * Collects wedge codes at the document, before any field sees the keys, whatever has the focus.
 * @returns the function that stops listening.
 */
export function listenForWedge(document: Document, affixes: Welcome['wedge'], listener: WedgeListener): () => void {
  let state = WEDGE_AT_REST;
  let before: Snapshot | null = null;
  let isAway = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const carryOut = (effect: WedgeEffect): void => {
    if (effect.kind === 'proved' && before !== null) {
      // An input method works on a field that has the focus alone: without one it lets go of what it composes, and of the keys to come.
      isAway = state.inputMethod;
      if (isAway) before.field.blur();
      restore(before);
    }
    if ((effect.kind === 'code' || effect.kind === 'dropped') && isAway) comeBack();
    if (effect.kind === 'code') listener.code(effect.code);
    if (effect.kind === 'dropped') listener.dropped();
  };
  const comeBack = (): void => {
    isAway = false;
    if (before === null || (document.activeElement !== document.body && document.activeElement !== null)) return;
    before.field.focus();
    restore(before);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Password managers and the like make key events of their own.
    if (!event.isTrusted) return;
    const wasSuspect = isSuspect(state, event.timeStamp);
    const [next, effect] = pressKey(state, toKey(event), affixes);
    // The first key of what may become a burst: the field does not hold it yet.
    if (next.strokes.length === 1 && next !== state) before = snapshot(document.activeElement);
    state = next;
    if (effect.kind !== 'pass') {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.key === ' ' && wasSuspect && !isTextField(event.target)) {
      // Inside a likely burst a space is a character of the code, not the officer's hold, nor a press of the button that has the focus.
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    carryOut(effect);
    awaitEnd();
  };
  const awaitEnd = (): void => {
    clearTimeout(timer);
    if (state.proved) timer = setTimeout(endByItself, STALL_MS + 10);
  };
  const endByItself = (): void => {
    const [next, effect] = settle(state, performance.now());
    state = next;
    carryOut(effect);
    awaitEnd();
  };

  document.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    clearTimeout(timer);
    document.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

/** Bits of a boot keyboard report's first byte. */
const BOOT_MODIFIERS = { ctrl: 0x01, shift: 0x02, alt: 0x04, meta: 0x08, altGr: 0x40 } as const;

function toKey(event: KeyboardEvent): Key {
  const { key, code, ctrlKey, altKey, metaKey, shiftKey, isComposing, repeat, timeStamp } = event;
  // Some systems tell AltGr as Ctrl and Alt together.
  const altGr = event.getModifierState('AltGraph');
  const plain = !altGr;
  const modifiers =
    (shiftKey ? BOOT_MODIFIERS.shift : 0) |
    (altGr ? BOOT_MODIFIERS.altGr : 0) |
    (ctrlKey && plain ? BOOT_MODIFIERS.ctrl : 0) |
    (altKey && plain ? BOOT_MODIFIERS.alt : 0) |
    (metaKey ? BOOT_MODIFIERS.meta : 0);
  return {
    key,
    stroke: ((KEY_USAGES.get(code) ?? 0) & 0xff) | (modifiers << 8),
    at: timeStamp,
    inputMethod: isComposing || key === 'Process',
    modified: metaKey || (plain && (ctrlKey || altKey)),
    repeat,
  };
}

/** Inputs that take no text. */
const CONTROLS: readonly string[] = ['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'];
const isTextField = (target: unknown): target is TextField =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !CONTROLS.includes(target.type));

function snapshot(element: Element | null): Snapshot | null {
  if (element instanceof HTMLSelectElement) return { field: element, value: element.value, selection: null };
  if (!isTextField(element)) return null;
  const { value, selectionStart: start, selectionEnd: end, selectionDirection: direction } = element;
  return { field: element, value, selection: start === null || end === null ? null : [start, end, direction] };
}

/** Puts a field back as it was, so that React hears of it too: React watches the prototype's setter. */
function restore({ field, value, selection }: Snapshot): void {
  if (field.value !== value) {
    const prototype: unknown = Object.getPrototypeOf(field);
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  }
  if (selection !== null && !(field instanceof HTMLSelectElement)) field.setSelectionRange(selection[0], selection[1], selection[2] ?? 'none');
}
