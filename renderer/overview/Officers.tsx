import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { OUTCOMES, type Overview } from '../../core/contract.ts';
import { whole } from '../ui/format.ts';
import { OutcomeHeads } from '../ui/OutcomeName.tsx';
import { totalOf } from './ranges.ts';

/** Counts by staff number, where the settings allow it. Never printed, never exported. */
export function Officers({ officers }: { readonly officers: NonNullable<Overview['officers']> }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section className="hour-table no-print" aria-labelledby={id}>
      <h2 id={id}>{t('overview.officers')}</h2>
      {officers.length === 0 ? (
        <p>{t('overview.none')}</p>
      ) : (
        <div className="table-box" tabIndex={0} role="group" aria-labelledby={id}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('overview.column.officer')}</th>
                <th scope="col">{t('overview.column.total')}</th>
                <OutcomeHeads />
              </tr>
            </thead>
            <tbody>
              {officers.map(({ staffNumber, counts }) => (
                <tr key={staffNumber ?? ''}>
                  <th scope="row">{staffNumber ?? '–'}</th>
                  <td>{whole(totalOf(counts))}</td>
                  {OUTCOMES.map((outcome) => (
                    <td key={outcome}>{whole(counts[outcome])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
