import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Overview as OverviewData } from '../../core/contract.ts';
import { countryName } from '../ui/country.ts';
import { clockTimeWithSeconds, dateTime } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import { BlockedPins } from './BlockedPins.tsx';
import { Cases } from './Cases.tsx';
import { Figures } from './Figures.tsx';
import { HourChart } from './HourChart.tsx';
import { HourTable } from './HourTable.tsx';
import { incidentText } from './incident-band.ts';
import { IncidentBand } from './IncidentBand.tsx';
import { Officers } from './Officers.tsx';
import { PaceChart } from './PaceChart.tsx';
import { Ranking } from './Ranking.tsx';
import { barsOf, RANGES } from './ranges.ts';
import { SpanFields } from './SpanFields.tsx';
import { StaffTable } from './StaffTable.tsx';
import { Timeline } from './Timeline.tsx';
import { useExport } from './use-export.ts';
import { type Choice, spanOfChoice, useOverview } from './use-overview.ts';
import { useReading } from './use-reading.ts';
import { useStaff } from './use-staff.ts';

interface Props {
  readonly theme: string;
  readonly textSize: number;
  readonly onNotices: (() => void) | undefined;
}

/** The supervisor's workspace: how many, how fast, how many refused and why, what still waits. */
export function Overview({ theme, textSize, onNotices }: Props) {
  const { t, i18n } = useTranslation();
  const [choice, setChoice] = useState<Choice>({ range: 'today' });
  const { reading, moved, left } = useReading();
  const { data, failed } = useOverview(choice, reading);
  const language = LANGUAGES.find((each) => each === i18n.language) ?? 'zh-Hant';
  const issuerName = ({ issuer, names }: OverviewData['issuers'][number]): string => names?.[language] ?? countryName(issuer, language) ?? issuer;
  const { exported, csv, print } = useExport(data, {
    reason: (code) => t(`reasonShort.${code}`),
    issuer: issuerName,
    caseKind: (kind) => t(`case.kind.${kind}`),
    overrideReason: (reason) => t(`override.reason.${reason}`),
    incident: (code) => t(incidentText(code), { code }),
  });
  return (
    <div className="overview">
      <h1 className="print-only">{t('workspace.overview')}</h1>
      <div className="overview-bar">
        <div className="ranges" role="group" aria-label={t('overview.range')}>
          {RANGES.map((each) => (
            <button key={each} type="button" aria-pressed={each === choice.range} onClick={() => setChoice(each === 'custom' ? { range: each, span: spanOfChoice(choice) } : { range: each })}>
              {t(`overview.ranges.${each}`)}
            </button>
          ))}
        </div>
        {data !== null && (
          <p className="span">
            {t('overview.span', { from: dateTime(data.from), to: dateTime(data.to) })} <span className="as-of">{t('overview.asOf', { time: clockTimeWithSeconds(data.at) })}</span>
          </p>
        )}
        <button type="button" className="no-print" disabled={data === null} onClick={csv}>
          {t('overview.csv')}
        </button>
        <button type="button" className="no-print" disabled={data === null} onClick={print}>
          {t('overview.print')}
        </button>
        {onNotices !== undefined && (
          <button type="button" className="no-print" onClick={onNotices}>
            {t('staffNotice.open')} <Key name="Shift F11" />
          </button>
        )}
      </div>
      {choice.range === 'custom' && <SpanFields span={choice.span} onSpan={(span) => setChoice({ range: 'custom', span })} />}
      {exported !== null && (
        <p className={exported === 'failed' ? 'refusal no-print' : 'saved no-print'} role="status">
          {exported === 'failed' ? t('overview.exportFailed') : t('overview.csvSaved', { name: exported.saved })}
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
        <div className="overview-data" onPointerMove={moved} onPointerLeave={left} onKeyDown={moved} onBlur={left}>
          <Sections data={data} look={`${theme} ${textSize}`} issuerName={issuerName} />
        </div>
      )}
    </div>
  );
}

/** Figures, chart, tables: everything that is read from one answer of the engine. */
function Sections({ data, look, issuerName }: { readonly data: OverviewData; readonly look: string; readonly issuerName: (issuer: OverviewData['issuers'][number]) => string }) {
  const { t } = useTranslation();
  const bars = useMemo(() => barsOf(data), [data]);
  const staff = useStaff();
  return (
    <>
      <BlockedPins staff={staff} />
      <Figures data={data} />
      <Cases overrides={data.overrides} />
      <HourChart bars={bars} look={look}>
        <IncidentBand data={data} bars={bars} />
      </HourChart>
      <Timeline data={data} />
      <div className="overview-tables">
        <div className="overview-column">
          <HourTable bars={bars} />
          {data.officers !== null && <Officers officers={data.officers} />}
        </div>
        <div className="rankings">
          <Ranking title={t('overview.reasons')} rows={data.reasons.map(({ code, count }) => ({ key: code, name: t(`reasonShort.${code}`), detail: code, count }))} />
          {data.cases > 0 && <Ranking title={t('overview.caseKinds')} rows={data.caseKinds.map(({ kind, count }) => ({ key: kind, name: t(`case.kind.${kind}`), detail: kind, count }))} />}
          {data.overrides > 0 && (
            <Ranking title={t('overview.overrideReasons')} rows={data.overrideReasons.map(({ reason, count }) => ({ key: reason, name: t(`override.reason.${reason}`), detail: reason, count }))} />
          )}
          <PaceChart data={data} />
          <Ranking title={t('overview.formats')} rows={data.formats.map(({ format, count }) => ({ key: format, name: t(`format.${format}`, { defaultValue: format }), detail: format, count }))} />
          <Ranking
            title={t('overview.issuers')}
            rows={data.issuers.map((each) => ({ key: each.issuer, name: issuerName(each), detail: issuerName(each) === each.issuer ? '' : each.issuer, count: each.count }))}
          />
          {data.lanes.length > 1 && <Ranking title={t('overview.lanes')} rows={data.lanes.map(({ lane, count }) => ({ key: lane, name: t('header.lane', { lane }), detail: '', count }))} />}
        </div>
      </div>
      <StaffTable staff={staff} />
    </>
  );
}
