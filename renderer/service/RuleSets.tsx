import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { dateTime, whole } from '../ui/format.ts';
import { RehearsalReport } from './RehearsalReport.tsx';
import type { Decision } from './RuleDecisionDialog.tsx';
import { Head, TableBox } from './Section.tsx';

type WaitingSet = RulesView['waiting'][number];
type AsideSet = RulesView['setAside'][number];
type OnDecide = (decision: Decision) => void;

/** Sets whose minute is still to come, each with what its rehearsal says. */
export function WaitingSets({ sets, onDecide, reload }: { readonly sets: readonly WaitingSet[]; readonly onDecide: OnDecide; readonly reload: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('rules.waiting')}</h3>
      {sets.length === 0 && <p>{t('rules.noneWaiting')}</p>}
      {sets.map((set) => (
        <Waiting key={set.digest} set={set} onDecide={onDecide} reload={reload} />
      ))}
    </>
  );
}

function Waiting({ set, onDecide, reload }: { readonly set: WaitingSet; readonly onDecide: OnDecide; readonly reload: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { digest, name } = set;
  const again = (): void => {
    setBusy(true);
    bridge
      .call('rules:rehearse', { digest })
      .then(
        () => setFailed(false),
        () => setFailed(true),
      )
      .finally(() => {
        setBusy(false);
        reload();
      });
  };
  return (
    <article className="waiting-set" aria-label={name}>
      <p>
        <strong>{name}</strong> · {t('rules.startsAt', { time: dateTime(set.startsAt) })}
        {set.endsAt !== null && <> · {t('rules.endsAt', { time: dateTime(set.endsAt) })}</>} · {t('rules.holds', { rules: whole(set.rules), scenarios: whole(set.scenarios) })}
      </p>
      <p>{set.source}</p>
      {set.rehearsal === null ? <p>{t('rehearsal.none')}</p> : <RehearsalReport report={set.rehearsal} />}
      <p className="copy">
        <button type="button" disabled={busy} onClick={again}>
          {t('rehearsal.again')}
        </button>
        {(['refuse', 'recall'] as const).map((decision) => (
          <button key={decision} type="button" onClick={() => onDecide({ decision, digest, name, leadsTo: null })}>
            {t(`rules.decide.${decision}`)}
          </button>
        ))}
        <span role="status">{busy ? t('rehearsal.running') : failed && t('service.actionFailed')}</span>
      </p>
    </article>
  );
}

/** Sets that do not count, and why. */
export function AsideSets({ sets, onDecide }: { readonly sets: readonly AsideSet[]; readonly onDecide: OnDecide }) {
  const { t } = useTranslation();
  if (sets.length === 0) return null;
  return (
    <>
      <h3>{t('rules.aside')}</h3>
      <TableBox label={t('rules.aside')}>
        <Head names={['set', 'whyColumn', 'time', 'action'].map((name) => t(`rules.${name}`))} />
        <tbody>
          {sets.map(({ digest, name, why, at, rehearsal }) => (
            <tr key={digest}>
              <th scope="row">{name}</th>
              <td className={why === 'broken' ? 'is-bad' : ''}>
                {t(`rules.setAside.${why}`)}
                {rehearsal?.scenarios.first.map((scenario) => <small key={scenario.name}>{scenario.name}</small>)}
              </td>
              <td>{dateTime(at)}</td>
              <td>
                {why === 'broken' || why === 'withdrawn' ? (
                  '–'
                ) : (
                  <button type="button" aria-label={`${t('rules.decide.restore')} ${name}`} onClick={() => onDecide({ decision: 'restore', digest, name, leadsTo: null })}>
                    {t('rules.decide.restore')}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </>
  );
}

/** Which set came into force when. */
export function PastSets({ past }: Pick<RulesView, 'past'>) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{t('rules.past')}</summary>
      <ul className="past-sets">
        {past.map(({ name, at }) => (
          <li key={`${name} ${at}`}>
            {dateTime(at)} · {name}
          </li>
        ))}
      </ul>
    </details>
  );
}
