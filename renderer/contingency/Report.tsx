import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContingencyReport } from '../../core/contract.ts';
import { dateTime, isoDate, lengthOf, whole } from '../ui/format.ts';
import { download } from '../ui/download.ts';
import { toReportCsv } from './report-csv.ts';

/** A contingency in figures: nothing of any traveller. */
export function Report({ report }: { readonly report: ContingencyReport }) {
  const { t } = useTranslation();
  const [saved, setSaved] = useState<string | null>(null);
  const { contingency, evidence, outcomes, reasons, medianGapSeconds } = report;
  const who = (at: number, by: string | null): string => (by === null ? dateTime(at) : `${dateTime(at)} · ${by}`);
  const facts: readonly (readonly [string, string])[] = [
    ['cause', t(`contingency.cause.${contingency.reason}`)],
    ['start', who(contingency.startedAt, contingency.startedBy)],
    ['end', contingency.endedAt === null ? t('contingency.lasts') : who(contingency.endedAt, contingency.endedBy)],
    ['duration', lengthOf(report.durationMs)],
    ['crossings', whole(report.crossings)],
    ['officers', whole(report.officers)],
    ['median', medianGapSeconds === null ? '–' : t('overview.seconds', { value: medianGapSeconds.toFixed(1) })],
    ['converted', whole(report.converted)],
    ['delivered', whole(report.delivered)],
    ['waiting', whole(report.waiting)],
    ['dead', whole(report.dead)],
  ];
  return (
    <section className="contingency-report" aria-label={t('contingency.report.title')}>
      <h3>{t('contingency.report.title')}</h3>
      <dl className="report-facts">
        {facts.map(([name, value]) => (
          <div key={name} data-fact={name}>
            <dt>{t(`contingency.report.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="report-counts">
        <Counts title={t('contingency.crossing.evidence')} rows={Object.entries(evidence).map(([key, of]) => [key, t(`contingency.evidence.${key}`), of])} />
        <Counts title={t('contingency.crossing.outcome')} rows={Object.entries(outcomes).map(([key, of]) => [key, t(`contingency.outcome.${key}`), of])} />
        <Counts title={t('contingency.crossing.reason')} rows={reasons.map(({ reason, count: of }) => [reason, t(`contingency.reason.${reason}`), of])} />
      </div>
      <div className="dialog-buttons no-print">
        <button type="button" onClick={() => setSaved(download(toReportCsv(report), `portas-contingency-${isoDate(contingency.startedAt)}.csv`))}>
          {t('overview.csv')}
        </button>
        <button type="button" onClick={() => window.print()}>
          {t('overview.print')}
        </button>
      </div>
      {saved !== null && (
        <p className="saved no-print" role="status">
          {t('overview.csvSaved', { name: saved })}
        </p>
      )}
    </section>
  );
}

function Counts({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [string, string, number])[] }) {
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {rows.map(([key, name, count]) => (
          <tr key={key} data-key={key}>
            <th scope="row">{name}</th>
            <td>{whole(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
