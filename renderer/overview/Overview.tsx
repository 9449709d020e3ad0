import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '../ui/download.ts';
import { dateTime, isoDate } from '../ui/format.ts';
import { Figures } from './Figures.tsx';
import { HourChart } from './HourChart.tsx';
import { HourTable } from './HourTable.tsx';
import { Ranking } from './Ranking.tsx';
import { barsOf, type Range, RANGES, toCsv } from './ranges.ts';
import { useOverview } from './use-overview.ts';

/** The supervisor's workspace: how many, how fast, how many refused and why, what still waits. */
export function Overview({ theme }: { readonly theme: string }) {
  const { t } = useTranslation();
  const [range, setRange] = useState<Range>('today');
  const [saved, setSaved] = useState<string | null>(null);
  const { data, failed } = useOverview(range);
  const bars = data === null ? [] : barsOf(data.hours, range);
  return (
    <div className="overview">
      <div className="overview-bar">
        <div className="ranges" role="group" aria-label={t('overview.range')}>
          {RANGES.map((each) => (
            <button key={each} type="button" aria-pressed={each === range} onClick={() => setRange(each)}>
              {t(`overview.ranges.${each}`)}
            </button>
          ))}
        </div>
        {data !== null && <p className="span">{t('overview.span', { from: dateTime(data.from), to: dateTime(data.to) })}</p>}
        <button type="button" className="no-print" disabled={bars.length === 0} onClick={() => setSaved(download(toCsv(bars), `portas-${range}-${isoDate(Date.now())}.csv`))}>
          {t('overview.csv')}
        </button>
        <button type="button" className="no-print" onClick={() => window.print()}>
          {t('overview.print')}
        </button>
      </div>
      {saved !== null && (
        <p className="saved no-print" role="status">
          {t('overview.csvSaved', { name: saved })}
        </p>
      )}
      {failed && (
        <p className="refusal" role="status">
          {t('overview.failed')}
        </p>
      )}
      {data === null ? (
        <p>{t('overview.loading')}</p>
      ) : (
        <>
          <Figures data={data} />
          <HourChart bars={bars} theme={theme} />
          <div className="overview-tables">
            <HourTable bars={bars} />
            <div className="rankings">
              <Ranking
                title={t('overview.reasons')}
                rows={data.reasons.map(({ code, count }) => ({ key: code, name: t(`reasonShort.${code}`), detail: code, count }))}
              />
              <Ranking title={t('overview.formats')} rows={data.formats.map(({ format, count }) => ({ key: format, name: format, detail: '', count }))} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}
