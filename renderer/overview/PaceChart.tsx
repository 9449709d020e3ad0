import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../core/contract.ts';
import { share, whole } from '../ui/format.ts';

/** How long travellers took, as a distribution: the median alone hides the long ones. */
export function PaceChart({ data }: { readonly data: Pick<Overview, 'pace' | 'medianGapSeconds' | 'p90GapSeconds'> }) {
  const { t } = useTranslation();
  const id = useId();
  const { pace, medianGapSeconds, p90GapSeconds } = data;
  const total = pace.reduce((sum, { travellers }) => sum + travellers, 0);
  const most = Math.max(1, ...pace.map(({ travellers }) => travellers));
  return (
    <section className="ranking pace" aria-labelledby={id}>
      <h2 id={id}>{t('overview.pace')}</h2>
      {medianGapSeconds === null || p90GapSeconds === null ? (
        <p>{t('overview.paceNone')}</p>
      ) : (
        <>
          <p className="pace-line">{t('overview.paceLine', { median: medianGapSeconds.toFixed(1), p90: p90GapSeconds.toFixed(1) })}</p>
          <ol>
            {pace.map(({ fromSeconds, toSeconds, travellers }) => (
              <li key={fromSeconds}>
                <span className="ranking-name">{t('overview.paceBand', { from: fromSeconds, to: toSeconds })}</span>
                <strong>
                  {whole(travellers)} <small>{share(travellers, total)}</small>
                </strong>
                <span className="ranking-bar" aria-hidden="true" style={{ transform: `scaleX(${(travellers / most).toFixed(3)})` }} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
