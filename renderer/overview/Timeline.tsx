import { useTranslation } from 'react-i18next';
import { type IncidentView, OUTCOMES, type Overview } from '../../core/contract.ts';
import { clockTimeWithSeconds, dateTime, isoDate, lengthOf, whole } from '../ui/format.ts';
import { OutcomeHeads } from '../ui/OutcomeName.tsx';
import { incidentText } from './incident-band.ts';

const WAITING = ['begin', 'peak', 'end'] as const;

/** Incidents of the span, the latest first: when each began and ended, what was judged meanwhile, what waited and when that was gone. */
export function Timeline({ data }: { readonly data: Overview }) {
  const { t } = useTranslation();
  return (
    <section className="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{t('overview.timeline')}</h2>
      {data.incidents.length === 0 ? (
        <p>{t('overview.incidentsNone')}</p>
      ) : (
        <div className="table-box" tabIndex={0} role="group" aria-labelledby="timeline-title">
          <table>
            <thead>
              <tr>
                <th scope="col" rowSpan={2}>
                  {t('overview.timelineColumn.incident')}
                </th>
                <th scope="col" rowSpan={2}>
                  {t('overview.timelineColumn.began')}
                </th>
                <th scope="col" rowSpan={2}>
                  {t('overview.timelineColumn.ended')}
                </th>
                <th scope="col" rowSpan={2}>
                  {t('overview.timelineColumn.lasted')}
                </th>
                <th scope="colgroup" colSpan={3}>
                  {t('overview.timelineColumn.verdicts')}
                </th>
                <th scope="colgroup" colSpan={4}>
                  {t('overview.timelineColumn.waiting')}
                </th>
              </tr>
              <tr>
                <OutcomeHeads />
                {[...WAITING, 'drained'].map((column) => (
                  <th key={column} scope="col">
                    {t(`overview.timelineColumn.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.incidents.toReversed().map((incident, index) => (
                <IncidentRow key={`${incident.code} ${incident.from} ${index}`} incident={incident} now={data.at} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function IncidentRow({ incident: { part, code, from, to, meanwhile }, now }: { readonly incident: IncidentView; readonly now: number }) {
  const { t } = useTranslation();
  const time = (at: number): string => (isoDate(at) === isoDate(now) ? clockTimeWithSeconds(at) : dateTime(at));
  const number = (count: number | null | undefined): string => (count === null || count === undefined ? '–' : whole(count));
  const waiting = meanwhile?.waiting ?? null;
  const kind = part === 'fault' ? 'fault' : to === null ? 'lasts' : 'over';
  return (
    <tr className={`incident-${kind}`}>
      <th scope="row">
        <span className="with-shape">
          <Mark kind={kind} />
          {t(incidentText(code), { code })}
        </span>
      </th>
      <td>{time(from)}</td>
      <td>{kind === 'fault' ? '–' : to === null ? t('overview.lasts') : time(to)}</td>
      <td>{kind === 'fault' ? '–' : lengthOf((to ?? now) - from)}</td>
      {OUTCOMES.map((outcome) => (
        <td key={outcome}>{number(meanwhile?.verdicts[outcome])}</td>
      ))}
      {WAITING.map((column) => (
        <td key={column}>{number(waiting?.[column])}</td>
      ))}
      <td>{waiting === null || waiting.peak === 0 ? '–' : waiting.drainedAt === null ? t('overview.notDrained') : time(waiting.drainedAt)}</td>
    </tr>
  );
}

/** A ring while it lasts, a full square once it is over, a cross for a fault: beside the words. */
function Mark({ kind }: { readonly kind: 'lasts' | 'over' | 'fault' }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className="mark">
      {kind === 'lasts' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2.5" />}
      {kind === 'over' && <path d="M2 2h8v8H2z" fill="currentColor" />}
      {kind === 'fault' && <path d="m2 2 8 8m0-8-8 8" stroke="currentColor" strokeWidth="2.5" />}
    </svg>
  );
}
