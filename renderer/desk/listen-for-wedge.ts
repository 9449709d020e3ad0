import type { Welcome } from '../../core/contract.ts';
import { KEY_USAGES } from './key-usages.ts';
import { breakOff, isSuspect, type Key, pressKey, settle, STALL_MS, WEDGE_AT_REST, type WedgeCode, type WedgeEffect, type WedgeState } from './wedge.ts';

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
  /** What the keys of the burst may have changed: more than one field, where the focus moved between them. */
  let before: readonly Snapshot[] = [];
  let away: Snapshot | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const undo = (byInputMethod: boolean): void => {
    // An input method works on a field that has the focus alone: without one it lets go of what it composes, and of the keys to come.
    away = byInputMethod ? (before.find(({ field }) => field === document.activeElement) ?? null) : null;
    away?.field.blur();
    before.forEach(restore);
  };
  const comeBack = (): void => {
    const left = away;
    away = null;
    if (left === null || (document.activeElement !== document.body && document.activeElement !== null)) return;
    left.field.focus();
    restore(left);
  };
  const take = ([next, effect]: readonly [WedgeState, WedgeEffect]): void => {
    const { proved: isUndone, inputMethod } = state;
    state = next;
    if (effect.kind === 'proved' || (effect.kind === 'dropped' && !isUndone)) undo(inputMethod || next.inputMethod);
    if (effect.kind === 'code' || effect.kind === 'dropped') comeBack();
    if (effect.kind === 'code') listener.code(effect.code);
    if (effect.kind === 'dropped') listener.dropped();
    clearTimeout(timer);
    if (state.proved) timer = setTimeout(() => take(settle(state, performance.now())), STALL_MS + 10);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Password managers and the like make key events of their own.
    if (!event.isTrusted) return;
    const key = toKey(event);
    const isHeld = isSuspect(state, key) && !isTextField(event.target);
    const [next, effect] = pressKey(state, key, affixes);
    // The field does not hold this key yet.
    if (next.strokes.length > 0 && next !== state && !state.proved) before = added(next.strokes.length === 1 ? [] : before, document.activeElement);
    if (effect.kind !== 'pass' || isHeld) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    take([next, effect]);
  };
  const onBlur = (): void => take(breakOff(state));

  document.addEventListener('keydown', onKeyDown, { capture: true });
  document.defaultView?.addEventListener('blur', onBlur);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('keydown', onKeyDown, { capture: true });
    document.defaultView?.removeEventListener('blur', onBlur);
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

/** The snapshots with one of this element, unless it has one or takes no text. */
function added(snapshots: readonly Snapshot[], element: Element | null): readonly Snapshot[] {
  const taken = snapshots.some(({ field }) => field === element) ? null : snapshot(element);
  return taken === null ? snapshots : [...snapshots, taken];
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
