import { useTranslation } from 'react-i18next';
import type { DocumentView } from '../../core/contract.ts';

/** What the document in hand says beside the code: one line, and where it differs both side by side. Shape and words; the colour is the verdict's. */
export function DocumentCheck({ document: { outcome, fields, expired, expiresOn } }: { readonly document: DocumentView }) {
  const { t } = useTranslation();
  const differing = fields.filter(({ result }) => result === 'differs');
  return (
    <section className={`document-check is-${outcome}`} aria-label={t('documentCheck.title')}>
      <p role="status">
        <OutcomeShape outcome={outcome} />
        <strong>{t(`documentCheck.${outcome}`)}</strong>
        {expired && <strong>{t('documentCheck.expired', { day: expiresOn })}</strong>}
        {!expired && expiresOn !== null && <span>{t('documentCheck.valid', { day: expiresOn })}</span>}
      </p>
      {differing.length > 0 && (
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('documentCheck.code')}</th>
              <th scope="col">{t('documentCheck.document')}</th>
            </tr>
          </thead>
          <tbody>
            {differing.map(({ field, fromCode, fromDocument }) => (
              <tr key={field} className={`differs-${field}`}>
                <th scope="row">{t(`documentCheck.field.${field}`)}</th>
                <td>{fromCode}</td>
                <td>{fromDocument}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The settings ask for a document, and none has been read. */
export function DocumentAwaited() {
  const { t } = useTranslation();
  return (
    <section className="document-check is-awaited" aria-label={t('documentCheck.title')}>
      <p role="status">
        <OutcomeShape outcome="awaited" />
        <strong>{t('documentCheck.awaited')}</strong>
      </p>
    </section>
  );
}

/** A card with a tick, with a sign of inequality, with a question mark, or with the lines of a zone. */
function OutcomeShape({ outcome }: { readonly outcome: DocumentView['outcome'] | 'awaited' }) {
  return (
    <svg className="document-shape" viewBox="0 0 64 48" aria-hidden="true" focusable="false">
      <rect x="3" y="3" width="58" height="42" rx="6" />
      {outcome === 'same' && <path d="m19 25 9 9 18-20" />}
      {outcome === 'differs' && <path d="M18 18h28M18 30h28M39 10 25 38" />}
      {outcome === 'awaited' && <path d="M13 27h38M13 36h38" strokeDasharray="5 8" />}
      {outcome === 'cannot-tell' && <path d="M25 18c0-9 14-9 14 0 0 6-7 5-7 11m0 7v.5" />}
    </svg>
  );
}
