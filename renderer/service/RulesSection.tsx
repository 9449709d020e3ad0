import { useTranslation } from 'react-i18next';
import type { TrustView } from '../../core/contract.ts';
import { VerdictShape } from '../ui/VerdictShape.tsx';
import { Head, Section, TableBox } from './Section.tsx';

/** The rules in force, each with what it leads to and why. */
export function RulesSection({ trust }: { readonly trust: TrustView | null }) {
  const { t } = useTranslation();
  const columns = ['id', 'outcome', 'reason', 'description'].map((name) => t(`rules.${name}`));
  return (
    <Section name="rules" ready={trust !== null}>
      {trust !== null && (
        <>
          <dl className="pairs">
            <dt>{t('rules.set')}</dt>
            <dd>
              {trust.ruleSet.id} {trust.ruleSet.version}
            </dd>
            <dt>{t('rules.source')}</dt>
            <dd>{trust.ruleSet.source}</dd>
            <dt>{t('trust.loadedFrom')}</dt>
            <dd className="path">{trust.ruleSet.loadedFrom}</dd>
          </dl>
          {trust.rules.length === 0 && <p>{t('rules.none')}</p>}
          {trust.rules.length > 0 && (
            <TableBox label={t('service.section.rules')}>
              <Head names={columns} />
              <tbody>
                {trust.rules.map(({ id, outcome, reason, description }) => (
                  <tr key={id}>
                    <th scope="row">{id}</th>
                    <td>
                      <span className="with-shape">
                        <VerdictShape outcome={outcome} className={`shape chip-shape-${outcome}`} />
                        {t(`outcome.${outcome}`)}
                      </span>
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
          )}
        </>
      )}
    </Section>
  );
}
