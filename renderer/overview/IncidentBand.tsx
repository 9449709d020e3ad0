import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../core/contract.ts';
import { dateTime, whole } from '../ui/format.ts';
import { backlogShape } from './backlog-path.ts';
import { BAND_ROWS, clip, incidentText } from './incident-band.ts';
import type { Bar } from './ranges.ts';

/** What happened to the terminal and what waited, on the chart's own axis; the timeline below says the same in words. */
export function IncidentBand({ data, bars }: { readonly data: Overview; readonly bars: readonly Bar[] }) {
  const { t } = useTranslation();
  const start = bars[0]?.startAt ?? data.from;
  const end = bars.at(-1)?.endAt ?? data.to;
  const share = (ms: number): string => `${((100 * ms) / Math.max(1, end - start)).toFixed(3)}%`;
  const shape = useMemo(() => backlogShape(data, { from: start, to: end }), [data, start, end]);
  return (
    <div className="band" aria-hidden="true">
      {BAND_ROWS.map((row) => (
        <div key={row} className={`band-row band-${row}`}>
          <span className="band-name">{t(`overview.bandRow.${row}`)}</span>
          <span className="band-line">
            {data.incidents
              .filter(({ part }) => part === row)
              .map((incident) => ({ incident, ...clip(incident, data) }))
              .map(({ incident: { code }, from, to }) => (
                <span
                  key={`${code} ${from}`}
                  className="band-stretch"
                  title={`${t(incidentText(code), { code })}, ${from === to ? dateTime(from) : t('overview.span', { from: dateTime(from), to: dateTime(to) })}`}
                  style={{ left: share(from - start), width: share(to - from) }}
                />
              ))}
          </span>
        </div>
      ))}
      {shape !== null && (
        <div className="band-row band-backlog">
          <span className="band-name">{t('overview.bandBacklog', { count: shape.peak, value: whole(shape.peak) })}</span>
          <svg className="band-line" viewBox="0 0 1000 100" preserveAspectRatio="none">
            <polygon points={shape.polygon} vectorEffect="non-scaling-stroke" />
          </svg>
        </div>
      )}
    </div>
  );
}
