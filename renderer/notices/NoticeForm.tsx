import { type KeyboardEvent, type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countCharacters, MAX_NOTICE_CHARACTERS, MAX_TYPED_NOTICE_CHARACTERS, NOTICE_ENDS, NOTICE_SEVERITIES, type NoticeEnd, type NoticeRefusal, type NoticeSeverity, parseNoticeText, parseTimeOfDay, type Request } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Key } from '../ui/Key.tsx';
import { SubmitSelect } from '../ui/SubmitSelect.tsx';

/** What became of the last attempt to send. */
type Outcome = NoticeRefusal | 'bad-time' | 'fault' | 'sent';

/** A new notice: Enter sends it, a line break has no place in it. */
export function NoticeForm() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [severity, setSeverity] = useState<NoticeSeverity>('information');
  const [end, setEnd] = useState<NoticeEnd>('end-of-day');
  const [time, setTime] = useState('');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [sending, setSending] = useState(false);
  const fault = outcome === 'sent' ? null : outcome;

  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (sending) return;
    const parsed = parseNoticeText(text);
    if (!parsed.ok) return setOutcome(parsed.fault);
    const until = untilOf(end, time);
    if (until === null) return setOutcome('bad-time');
    setSending(true);
    bridge
      .call('notice:send', { severity, text: parsed.text, until })
      .then(
        (reply) => {
          setOutcome(reply.ok ? 'sent' : reply.refusal);
          if (!reply.ok) return;
          setText('');
          // Ready for the next.
          field.current?.focus();
        },
        () => setOutcome('fault'),
      )
      .finally(() => setSending(false));
  };
  const press = (event: KeyboardEvent): void => {
    // Enter that ends a composition chooses a Chinese character.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.current?.requestSubmit();
  };
  return (
    <form ref={form} className="notice-form" onSubmit={send} noValidate>
      <label htmlFor="notice-text">{t('staffNotice.text')}</label>
      <textarea
        ref={field}
        id="notice-text"
        rows={3}
        maxLength={MAX_TYPED_NOTICE_CHARACTERS}
        autoComplete="off"
        autoFocus
        dir="auto"
        value={text}
        aria-invalid={fault !== null && fault !== 'bad-time'}
        aria-describedby="notice-duty notice-fault"
        onKeyDown={press}
        onChange={({ target }) => {
          setText(target.value);
          setOutcome(null);
        }}
      />
      <p className="notice-duty">
        <strong id="notice-duty">{t('staffNotice.duty')}</strong>
        <span className="notice-count">{t('staffNotice.characters', { used: countCharacters(text.trim()), most: MAX_NOTICE_CHARACTERS })}</span>
      </p>
      <div className="notice-send">
        <label htmlFor="notice-severity">{t('staffNotice.severityOf')}</label>
        <SubmitSelect id="notice-severity" values={NOTICE_SEVERITIES} value={severity} textOf={(each) => t(`staffNotice.severity.${each}`)} onChoose={(chosen) => setSeverity(chosen ?? severity)} />
        <label htmlFor="notice-end">{t('staffNotice.stands')}</label>
        <SubmitSelect id="notice-end" values={NOTICE_ENDS} value={end} textOf={(each) => t(`staffNotice.end.${each}`)} onChoose={(chosen) => setEnd(chosen ?? end)} />
        {end === 'time-of-day' && (
          <label>
            {t('staffNotice.time')}
            <input
              id="notice-time"
              type="text"
              size={5}
              maxLength={5}
              autoComplete="off"
              inputMode="numeric"
              value={time}
              aria-invalid={fault === 'bad-time'}
              aria-describedby="notice-fault"
              onChange={({ target }) => {
                setTime(target.value);
                setOutcome(null);
              }}
            />
          </label>
        )}
        <button type="submit" className="primary">
          {t('staffNotice.send')} <Key name="Enter" />
        </button>
      </div>
      <p id="notice-fault" className={fault === null ? 'notice-sent' : 'field-fault'} role="alert">
        {outcome === 'sent' && t('staffNotice.sent')}
        {fault !== null && t(`staffNotice.refusal.${fault}`, { most: MAX_NOTICE_CHARACTERS })}
      </p>
    </form>
  );
}

/** The end that was chosen; null when it asks for a time and what was typed is none. */
function untilOf(end: NoticeEnd, time: string): Request<'notice:send'>['until'] | null {
  if (end !== 'time-of-day') return { end };
  const minutes = parseTimeOfDay(time.trim());
  return minutes === null ? null : { end, minutes };
}
