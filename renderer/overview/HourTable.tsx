import { useTranslation } from 'react-i18next';
import { OUTCOMES } from '../../core/contract.ts';
import { whole } from '../ui/format.ts';
import { OutcomeHeads } from '../ui/OutcomeName.tsx';
import type { Bar } from './ranges.ts';

/** The chart's data as a table, the latest first. */
export function HourTable({ bars }: { readonly bars: readonly Bar[] }) {
  const { t } = useTranslation();
  return (
    <section className="hour-table" aria-labelledby="table-title">
      <h2 id="table-title">{t('overview.table')}</h2>
      {bars.length === 0 ? (
        <p>{t('overview.none')}</p>
      ) : (
        <div className="table-box" tabIndex={0} role="group" aria-labelledby="table-title">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('overview.column.time')}</th>
                <th scope="col">{t('overview.column.total')}</th>
                <OutcomeHeads />
                <th scope="col">{t('overview.column.converted')}</th>
                <th scope="col">{t('overview.column.median')}</th>
              </tr>
            </thead>
            <tbody>
              {bars.toReversed().map(({ startAt, name, total, counts, converted, medianGapSeconds }) => (
                <tr key={startAt}>
                  <th scope="row">{name}</th>
                  <td>{whole(total)}</td>
                  {OUTCOMES.map((outcome) => (
                    <td key={outcome}>{whole(counts[outcome])}</td>
                  ))}
                  <td>{whole(converted)}</td>
                  <td>{medianGapSeconds?.toFixed(1) ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
