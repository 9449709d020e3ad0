import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesView, TrustView } from '../../core/contract.ts';
import { dateTime } from '../ui/format.ts';
import { OutcomeName } from '../ui/OutcomeName.tsx';
import { type Decision, RuleDecisionDialog } from './RuleDecisionDialog.tsx';
import { AsideSets, PastSets, WaitingSets } from './RuleSets.tsx';
import { Head, Section, TableBox } from './Section.tsx';

interface Props {
  readonly trust: TrustView | null;
  readonly rules: RulesView | null;
  readonly reload: () => void;
}

/** Rules in force, waiting and past; what people may decide of them. */
export function RulesSection({ trust, rules, reload }: Props) {
  const { t } = useTranslation();
  const [decision, setDecision] = useState<Decision | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const close = (done: string | null): void => {
    setDecision(null);
    setSaid(done);
    reload();
  };
  return (
    <Section name="rules" ready={trust !== null && rules !== null}>
      <p role="status">{said !== null && t(said)}</p>
      {rules !== null && <InForce set={rules.inForce} onDecide={setDecision} />}
      {trust !== null && <RuleTable rules={trust.rules} />}
      {rules !== null && (
        <>
          <WaitingSets sets={rules.waiting} onDecide={setDecision} reload={reload} />
          <AsideSets sets={rules.setAside} onDecide={setDecision} />
          <PastSets past={rules.past} />
        </>
      )}
      {decision !== null && <RuleDecisionDialog decision={decision} onClose={close} />}
    </Section>
  );
}

function InForce({ set, onDecide }: { readonly set: RulesView['inForce']; readonly onDecide: (decision: Decision) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className="pairs">
        <dt>{t('rules.set')}</dt>
        <dd>
          <strong>{set.name}</strong>
        </dd>
        <dt>{t('rules.since')}</dt>
        <dd>{set.since === null ? '–' : dateTime(set.since)}</dd>
        {set.endsAt !== null && (
          <>
            <dt>{t('rules.ends')}</dt>
            <dd>{dateTime(set.endsAt)}</dd>
          </>
        )}
        <dt>{t('rules.source')}</dt>
        <dd>{set.source}</dd>
        <dt>{t('trust.loadedFrom')}</dt>
        <dd className="path">{set.origin}</dd>
        <dt>{t('rules.before')}</dt>
        <dd>{set.before ?? t('rules.noneBefore')}</dd>
      </dl>
      {set.before !== null && (
        <button type="button" onClick={() => onDecide({ decision: 'roll-back', digest: set.digest, name: set.name, leadsTo: set.before })}>
          {t('rules.decide.roll-back')}
        </button>
      )}
    </>
  );
}

function RuleTable({ rules }: Pick<TrustView, 'rules'>) {
  const { t } = useTranslation();
  if (rules.length === 0) return <p>{t('rules.none')}</p>;
  return (
    <TableBox label={t('service.section.rules')}>
      <Head names={['id', 'outcome', 'reason', 'description'].map((name) => t(`rules.${name}`))} />
      <tbody>
        {rules.map(({ id, outcome, reason, description }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td>
              <OutcomeName outcome={outcome} />
            </td>
            <td>
              {t(`reasonShort.${reason}`)}
              <small>{reason}</small>
            </td>
            <td>{description}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
