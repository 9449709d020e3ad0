import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '../ui/format.ts';
import type { Span } from './ranges.ts';
import { parseSpan, type SpanFault } from './span-text.ts';

/** From and to, typed: two times on Macau's clock, taken with Enter. */
export function SpanFields({ span, onSpan }: { readonly span: Span; readonly onSpan: (span: Span) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [texts, setTexts] = useState({ from: dateTime(span.from), to: dateTime(span.to) });
  const [fault, setFault] = useState<SpanFault | null>(null);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const parsed = parseSpan(texts.from, texts.to);
    setFault(typeof parsed === 'string' ? parsed : null);
    if (typeof parsed !== 'string') onSpan(parsed);
  };
  return (
    <form className="span-fields no-print" onSubmit={submit}>
      {(['from', 'to'] as const).map((end) => (
        <label key={end}>
          {t(`overview.${end}`)}
          <input
            type="text"
            size={16}
            maxLength={16}
            autoComplete="off"
            spellCheck={false}
            value={texts[end]}
            aria-invalid={fault !== null}
            aria-describedby={id}
            onChange={(event) => setTexts((old) => ({ ...old, [end]: event.target.value }))}
          />
        </label>
      ))}
      <button type="submit">{t('overview.show')}</button>
      <p id={id} className={fault === null ? 'span-form' : 'field-fault'} role="status">
        {fault === null ? t('overview.spanForm') : t(`overview.spanFault.${fault}`)}
      </p>
    </form>
  );
}
