import { useTranslation } from 'react-i18next';
import type { RecentScan } from '../../core/contract.ts';
import { clockTime } from '../ui/format.ts';
import { OutcomeMark } from '../ui/OutcomeName.tsx';

/** The last scans, without personal data. */
export function RecentScans({ scans }: { readonly scans: readonly RecentScan[] }) {
  const { t } = useTranslation();
  return (
    <section className="recent" aria-label={t('desk.recent')}>
      <h3>{t('desk.recent')}</h3>
      {scans.length === 0 ? (
        <p>{t('desk.noRecent')}</p>
      ) : (
        <ol>
          {scans.map(({ scanId, at, outcome, format, reason, converted, overridden }) => (
            <li key={scanId} data-scan={scanId}>
              <OutcomeMark outcome={outcome} />
              <span className="visually-hidden">{t(`outcome.${outcome}`)}</span>
              <time>{clockTime(at)}</time>
              {format !== null && <span>{format}</span>}
              {reason !== null && <span>{t(`reasonShort.${reason}`)}</span>}
              {overridden && <span className="overridden">{t('desk.overridden')}</span>}
              {converted && <span className="converted">{t('desk.converted')}</span>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
