import { useTranslation } from 'react-i18next';
import type { Overview } from '../../core/contract.ts';
import { ageOf, share, whole } from '../ui/format.ts';
import { totalOf } from './ranges.ts';

/** One row of figures that answers the first question in five seconds. */
export function Figures({ data }: { readonly data: Overview }) {
  const { t } = useTranslation();
  const total = totalOf(data.totals);
  const { oldestWaitingAt, waiting } = data.queue;
  const oldest = oldestWaitingAt === null ? null : ageOf(data.at - oldestWaitingAt);
  const figures: readonly (readonly [string, string])[] = [
    ['travellers', whole(total)],
    ['thisHour', whole(data.thisHour)],
    ['median', data.medianGapSeconds === null ? '–' : t('overview.seconds', { value: data.medianGapSeconds.toFixed(1) })],
    ['p90', data.p90GapSeconds === null ? '–' : t('overview.seconds', { value: data.p90GapSeconds.toFixed(1) })],
    ['passShare', share(data.totals.pass, total)],
    ['converted', whole(data.converted)],
    ['cases', whole(data.cases)],
    // Only where there was a contingency.
    ...(data.crossings > 0 ? [['crossings', whole(data.crossings)] as const] : []),
    ['waiting', whole(waiting)],
    ['oldest', oldest === null ? '–' : t(`age.${oldest.unit}`, { count: oldest.count })],
  ];
  return (
    <dl className="figures" aria-label={t('overview.figures')}>
      {figures.map(([name, value]) => (
        <div key={name} className={name === 'waiting' && waiting > 0 ? 'is-waiting' : ''}>
          <dt>{t(`overview.figure.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
