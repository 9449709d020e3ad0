import { type KeyboardEvent, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CROSSING_OUTCOMES, CROSSING_REASONS_OF, EVIDENCE_KINDS, type Reply, type Welcome } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';
import { Choice } from './Choice.tsx';
import { consentTo, CROSSING_FIELDS, type CrossingForm, decide, enter, firstEmpty, isConvertible, openCrossing, takeZone, toRequest } from './crossing-form.ts';
import { CrossingFields } from './CrossingFields.tsx';
import { ZoneField } from './ZoneField.tsx';

interface Props {
  readonly direction: Welcome['terminal']['direction'];
  /** Longest time for which a traveller's data stays in an untouched form. */
  readonly holdLimitSeconds: number;
  readonly onClose: () => void;
}

type Refusal = Extract<Reply<'contingency:record'>, { ok: false }>['refusal'] | 'fault';

/** Controls in the order in which Enter walks through them. */
const STOPS = ['evidence', 'outcome', 'reason', 'consent', 'zone', ...CROSSING_FIELDS, 'send'];

/** F9: one traveller after another without a code, by keyboard alone. Enter goes on, F2 takes the consent, F9 records. */
export function CrossingDialog({ direction, holdLimitSeconds, onClose }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [form, setForm] = useState(openCrossing);
  const [sending, setSending] = useState(false);
  const [recorded, setRecorded] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [codeRead, setCodeRead] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const convertible = isConvertible(form, direction);

  const change = (next: CrossingForm): void => {
    setForm(next);
    setRefusal(null);
    setRecorded(null);
  };
  const beforeChoice = useRef(form);
  const choose = (decision: Parameters<typeof decide>[1]): void => {
    beforeChoice.current = form;
    change(decide(form, decision, direction));
  };
  const takeBack = (): void => setForm(beforeChoice.current);
  const focus = (stop: string): void => box.current?.querySelector<HTMLElement>(`#crossing-${stop}`)?.focus();
  const walk = (from: string): void => {
    const next = STOPS.slice(STOPS.indexOf(from) + 1).find((stop) => box.current?.querySelector(`#crossing-${stop}`) !== null);
    if (next !== undefined) focus(next);
  };
  const restart = (): void => {
    setForm(openCrossing(form.evidence));
    focus('evidence');
  };
  const send = (): void => {
    if (sending) return;
    setSending(true);
    bridge
      .call('contingency:record', toRequest(form))
      .then(
        (reply) => {
          if (reply.ok) {
            setRecorded(reply.crossings);
            setRefusal(null);
            return restart();
          }
          setRefusal(reply.refusal);
          setForm((old) => ({ ...old, faults: Object.fromEntries(reply.fields.map(({ field, fault }) => [field, fault])) }));
          focus(reply.fields[0]?.field ?? 'evidence');
        },
        () => setRefusal('fault'),
      )
      .finally(() => setSending(false));
  };
  const consent = (given: boolean): void => change(consentTo(form, given));
  // The zone appears with the consent, and has the focus before the next key comes.
  useLayoutEffect(() => {
    if (form.consent) focus('zone');
  }, [form.consent]);
  const press = (key: string): boolean => {
    if (key === 'F9') {
      send();
      return true;
    }
    if (key !== 'F2' || !convertible) return false;
    if (form.consent) send();
    else consent(true);
    return true;
  };

  // A code was read: whoever holds it is judged as ever. An untouched form makes way.
  useEngineEvent('verdict:shown', () => (form.begun ? setCodeRead(true) : onClose()));
  const forget = useEffectEvent(() => change(openCrossing(form.evidence)));
  useEffect(() => {
    if (!form.begun) return;
    const timer = setTimeout(() => forget(), holdLimitSeconds * 1_000);
    return () => clearTimeout(timer);
  }, [form, holdLimitSeconds]);
  useEffect(() => focus('evidence'), []);

  const onEnter = (event: KeyboardEvent, from: string): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    walk(from);
  };
  return (
    <Dialog title={t('contingency.crossing.title')} onClose={onClose} onKey={press} className="crossing">
      <form
        ref={box}
        className="crossing-form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Choice name="evidence" values={EVIDENCE_KINDS} value={form.evidence} textOf={(value) => t(`contingency.evidence.${value}`)} onChoose={(evidence) => choose({ evidence })} onTakeBack={takeBack} onKeyDown={onEnter} />
        <Choice name="outcome" values={CROSSING_OUTCOMES} value={form.outcome} textOf={(value) => t(`contingency.outcome.${value}`)} onChoose={(outcome) => choose({ outcome })} onTakeBack={takeBack} onKeyDown={onEnter} />
        <Choice name="reason" values={CROSSING_REASONS_OF[form.outcome]} value={form.reason} textOf={(value) => t(`contingency.reason.${value}`)} onChoose={(reason) => choose({ reason })} onTakeBack={takeBack} onKeyDown={onEnter} />
        {convertible && (
          <label className="consent">
            <input id="crossing-consent" type="checkbox" checked={form.consent} onChange={({ target }) => consent(target.checked)} onKeyDown={(event) => onEnter(event, form.consent ? 'consent' : 'testSampledAt')} />
            <span>
              {t('contingency.crossing.consent')} <Key name="F2" />
            </span>
          </label>
        )}
        {form.consent && (
          <>
            <ZoneField
              onRead={(read) => {
                const next = takeZone(form, read);
                change(next);
                focus(firstEmpty(next) ?? 'send');
              }}
              onSkip={() => walk('zone')}
            />
            <CrossingFields form={form} onEnter={(field, value) => change(enter(form, field, value))} onKeyDown={onEnter} />
          </>
        )}
        <div className="crossing-said" role="status">
          {recorded !== null && <p className="crossing-recorded">{t('contingency.crossing.recorded', { count: recorded })}</p>}
          {refusal !== null && <p className="refusal">{t(`contingency.refusal.${refusal}`)}</p>}
          {codeRead && <p className="outage">{t('contingency.crossing.codeRead')}</p>}
        </div>
        <div className="dialog-buttons">
          <button id="crossing-send" type="submit" className="primary" disabled={sending}>
            {t(form.consent ? 'contingency.crossing.convert' : 'contingency.crossing.send')} <Key name="F9" />
          </button>
          <button type="button" onClick={onClose}>
            {t('action.close')} <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}
