import { useTranslation } from 'react-i18next';
import { type OutcomeCounts, OUTCOMES, type RehearsalView } from '../../core/contract.ts';
import { dateTime, share, whole } from '../ui/format.ts';
import { OutcomeName } from '../ui/OutcomeName.tsx';
import { Head, TableBox } from './Section.tsx';

/** What a set would change: its scenarios, and the newest travellers by today's rules and by these. */
export function RehearsalReport({ report }: { readonly report: RehearsalView }) {
  const { t } = useTranslation();
  const { scenarios, travellers, today, then, changes, untried } = report;
  return (
    <div className="rehearsal">
      <p>
        {t('rehearsal.at', { time: dateTime(report.at) })}{' '}
        {scenarios.tried === 0 ? t('rehearsal.noScenarios') : t('rehearsal.scenarios', { kept: whole(scenarios.tried - scenarios.broken), tried: whole(scenarios.tried) })}
      </p>
      {travellers.tried === 0 || travellers.oldestAt === null ? (
        <p>{t('rehearsal.noTravellers')}</p>
      ) : (
        <>
          <p>{t('rehearsal.travellers', { tried: whole(travellers.tried), since: dateTime(travellers.oldestAt) })}</p>
          <div className="rehearsal-chart">
            <Bar name={t('rehearsal.today')} counts={today} />
            <Bar name={t('rehearsal.then')} counts={then} />
          </div>
          {changes.length === 0 ? <p>{t('rehearsal.unchanged')}</p> : <Changes changes={changes} />}
        </>
      )}
      {untried.length > 0 && <p>{t('rehearsal.untried', { rules: untried.join(t('list.separator')) })}</p>}
    </div>
  );
}

/** Verdicts as one bar: each part has its shape, its word and its figure below, and a pattern of its own. */
function Bar({ name, counts }: { readonly name: string; readonly counts: OutcomeCounts }) {
  const total = counts.pass + counts.refer + counts.refuse;
  return (
    <figure className="rehearsal-bar">
      <figcaption>{name}</figcaption>
      <div className="rehearsal-parts" aria-hidden="true">
        {OUTCOMES.map((outcome) => (
          <span key={outcome} className={`part-${outcome}`} style={{ flexGrow: counts[outcome] }} />
        ))}
      </div>
      <ul>
        {OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <OutcomeName outcome={outcome} /> <strong>{whole(counts[outcome])}</strong> <small>{share(counts[outcome], total)}</small>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Changes({ changes }: Pick<RehearsalView, 'changes'>) {
  const { t } = useTranslation();
  return (
    <TableBox label={t('rehearsal.changes')}>
      <Head names={['today', 'then', 'travellersColumn', 'rule'].map((name) => t(`rehearsal.${name}`))} />
      <tbody>
        {changes.map(({ from, to, ruleId, reason, count }) => (
          <tr key={`${from} ${to} ${reason} ${ruleId ?? ''}`}>
            <td>
              <OutcomeName outcome={from} />
            </td>
            <td>
              <OutcomeName outcome={to} />
            </td>
            <td>
              <strong>{whole(count)}</strong>
            </td>
            <td>
              {t(`reasonShort.${reason}`)}
              {ruleId !== null && <small>{ruleId}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
