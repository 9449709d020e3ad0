import { useCallback, useEffect, useEffectEvent, useReducer } from 'react';
import type { CaseView, ScannerRole, Welcome } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';
import type { Play } from '../ui/use-sound.ts';
import { emptyFields, firstFaulty } from './conversion-form.ts';
import { type DeskAction, type DeskState, emptyDesk, isContestable, type TornCause } from './desk-state.ts';
import { listenForWedge } from './listen-for-wedge.ts';
import { reduceDesk } from './reduce-desk.ts';

/** Silence after which a progress of reading goes away: the hub reports a torn read long before. */
const READING_GONE_MS = 2_000;
/** As long as the engine waits for the next part of a divided card. */
const PART_SHOWN_MS = 30_000;
/** How long "scan again" stands. */
const TORN_SHOWN_MS = 5_000;

export interface DeskControl {
  readonly state: DeskState;
  readonly dispatch: (action: DeskAction) => void;
  /** Forgets the traveller, in the engine too. */
  readonly clear: () => void;
  /** F2: takes the consent, asks for what is missing, or sends. */
  readonly convert: () => void;
  /** F4, F5: sends the traveller to the second line. */
  readonly refer: (kind: CaseView['kind']) => void;
  /** Reads the desk again from the engine. */
  readonly restore: () => void;
}

/**
 * Connects the desk's state to the engine, the keyboard-mode scanner and time.
 * @param affixes - what scanners in keyboard mode add to each code.
 * @param play - sounds a tone.
 * @param works - whether whoever is here works the desk: nobody else may ask for it, and asking would be a line of the audit.
 */
export function useDesk(desk: Welcome['desk'], affixes: Welcome['wedge'], play: Play, works: boolean): DeskControl {
  const bridge = useBridge();
  const [state, dispatch] = useReducer(
    reduceDesk,
    { clearAfterMs: desk.clearAfterSeconds * 1_000, holdLimitMs: desk.holdLimitSeconds * 1_000 },
    emptyDesk,
  );

  useEngineEvent('scan:reading', ({ bytesRead }) => dispatch({ type: 'reading', bytes: bytesRead, now: performance.now() }));
  useEngineEvent('scan:part', ({ have, of }) => dispatch({ type: 'part', have, of }));
  const tear = useCallback(
    (cause: TornCause, role: ScannerRole | null = null) => {
      play('torn', role);
      dispatch({ type: 'torn', cause, role, now: performance.now() });
    },
    [play],
  );
  useEngineEvent('scan:torn', ({ cause, role }) => tear(cause, role));
  useEngineEvent('scan:damaged', ({ cause, role, restored }) => {
    // What was put right goes on to its verdict; the status says what is wrong.
    if (!restored) tear(cause, role);
  });
  useEngineEvent('verdict:shown', (verdict) => {
    play(verdict.outcome, verdict.scannerRole);
    dispatch({ type: 'verdict', verdict, now: performance.now() });
  });
  useEngineEvent('verdict:changed', (verdict) => {
    // What agrees changes nothing: the traveller has had a tone.
    if (verdict.document?.outcome === 'differs' || verdict.document?.expired === true) play(verdict.outcome, verdict.scannerRole);
    dispatch({ type: 'changed', verdict, now: performance.now() });
  });
  useEngineEvent('document:waiting', ({ waiting }) => dispatch({ type: 'document-waits', waiting }));
  useEngineEvent('document:unreadable', (document) => {
    play('torn');
    dispatch({ type: 'damaged', document });
  });
  useEngineEvent('fault:raised', ({ code }) => {
    if (code === 'engine-restarted') return;
    play('torn');
    // A traveller whose conversion failed still stands here.
    if (code === 'conversion-not-kept') return;
    dispatch({ type: 'forgotten' });
  });
  useEngineEvent('conversion:changed', (conversion) => dispatch({ type: 'conversion', conversion, now: performance.now() }));

  const restore = useCallback(() => {
    if (!works) return;
    bridge.call('desk:recent', {}).then(({ scans }) => dispatch({ type: 'recent', scans }), ignoreUntilEngineReturns);
    bridge
      .call('desk:current', {})
      .then((current) => dispatch({ type: 'restored', ...current, now: performance.now() }), ignoreUntilEngineReturns);
  }, [bridge, works]);
  useEffect(restore, [restore]);

  const clear = useCallback(() => {
    // With a verdict waiting the engine holds that one already; it must not forget it.
    if (state.waiting === null) bridge.call('desk:clear', {}).catch(ignoreUntilEngineReturns);
    dispatch({ type: 'clear', now: performance.now() });
  }, [bridge, state.waiting]);

  const convert = useCallback(() => {
    const { form, verdict } = state;
    if (form === null || verdict === null || state.sending) return;
    const now = performance.now();
    dispatch({ type: 'consent', given: true, now });
    // The first F2 takes the consent and goes to what is missing; every later one asks the engine, which names all faults at once.
    const missing = firstFaulty(emptyFields(form));
    if (missing !== null && !form.consent) return focusField(missing);
    const { scanId } = verdict;
    dispatch({ type: 'sending' });
    bridge.call('desk:convert', { scanId, consent: true, ...form.values }).then(
      (reply) => {
        dispatch({ type: 'answered', scanId, reply, now: performance.now() });
        if (!reply.ok) focusField(reply.fields[0]?.field ?? null);
      },
      () => dispatch({ type: 'not-answered', scanId }),
    );
  }, [bridge, state]);

  useEngineEvent('override:changed', (override) => dispatch({ type: 'overridden', override, now: performance.now() }));
  useEngineEvent('case:changed', (changed) => dispatch({ type: 'case', case: changed }));
  const refer = useCallback(
    (kind: CaseView['kind']) => {
      const { verdict, secondLine, override } = state;
      if (verdict === null || secondLine !== null || override !== null || (kind === 'appeal' && !isContestable(verdict))) return;
      const { scanId } = verdict;
      bridge.call('case:open', { scanId, kind }).then(
        (reply) => dispatch({ type: 'case-answered', scanId, reply }),
        () => dispatch({ type: 'case-answered', scanId, reply: 'fault' }),
      );
    },
    [bridge, state],
  );

  useWedge(affixes, tear);
  const expire = useEffectEvent(clear);
  const showsTraveller = state.verdict !== null;
  useEffect(() => {
    if (!showsTraveller) return;
    const timer = setTimeout(() => expire(), Math.max(0, state.clearsAt - performance.now()));
    return () => clearTimeout(timer);
  }, [showsTraveller, state.clearsAt]);
  const { reading, part, torn, damaged } = state;
  useEffect(() => {
    if (reading === null && part === null && torn === null && damaged === null) return;
    const timer = setTimeout(() => dispatch({ type: 'quiet' }), torn !== null || damaged !== null ? TORN_SHOWN_MS : reading !== null ? READING_GONE_MS : PART_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [reading, part, torn, damaged]);

  return { state, dispatch, clear, convert, refer, restore };
}

/** Sends what a keyboard-mode scanner types. */
function useWedge(affixes: Welcome['wedge'], tear: (cause: TornCause) => void): void {
  const bridge = useBridge();
  useEffect(
    () =>
      listenForWedge(document, affixes, {
        code: ({ text, strokes, inputMethod }) => void bridge.call('desk:wedge', { text, strokes: [...strokes], inputMethod }).catch(() => tear('garbled')),
        dropped: () => tear('overflow'),
      }),
    [bridge, affixes, tear],
  );
}

/** The engine is away: the notice line says so, and everything is read again when it is back. */
function ignoreUntilEngineReturns(): void {
  return;
}

function focusField(field: string | null): void {
  if (field !== null) document.getElementById(`conversion-${field}`)?.focus();
}
