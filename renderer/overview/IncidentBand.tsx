import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../core/contract.ts';
import { dateTime } from '../ui/format.ts';
import { BAND_ROWS, incidentText, type Stretch, stretchesOf } from './incident-band.ts';
import type { Bar } from './ranges.ts';

/** What happened to the terminal, on the chart's own axis; and the same as a list. */
export function IncidentBand({ data, bars }: { readonly data: Overview; readonly bars: readonly Bar[] }) {
  const { t } = useTranslation();
  const stretches = useMemo(() => stretchesOf(data), [data]);
  const start = bars[0]?.startAt ?? data.from;
  const length = Math.max(1, (bars.at(-1)?.endAt ?? data.to) - start);
  const share = (ms: number): string => `${((100 * ms) / length).toFixed(3)}%`;
  const name = (code: string): string => (t(incidentText(code), { code }));
  const time = ({ from, to }: Stretch): string => (from === to ? dateTime(from) : t('overview.span', { from: dateTime(from), to: dateTime(to) }));
  return (
    <div className="band">
      <div className="band-rows" aria-hidden="true">
        {BAND_ROWS.map((row) => (
          <div key={row} className={`band-row band-${row}`}>
            <span className="band-name">{t(`overview.bandRow.${row}`)}</span>
            <span className="band-line">
              {stretches
                .filter((stretch) => stretch.row === row)
                .map((stretch, index) => (
                  <span key={index} className="band-stretch" title={`${name(stretch.code)}, ${time(stretch)}`} style={{ left: share(stretch.from - start), width: share(stretch.to - stretch.from) }} />
                ))}
            </span>
          </div>
        ))}
      </div>
      <details>
        <summary>{stretches.length === 0 ? t('overview.incidentsNone') : t('overview.incidents', { count: stretches.length })}</summary>
        <ol className="incident-list">
          {stretches.map((stretch, index) => (
            <li key={index}>
              <time>{time(stretch)}</time> {name(stretch.code)}
            </li>
          ))}
        </ol>
      </details>
    </div>
  );
}
