import { useTranslation } from 'react-i18next';
import type { TrustDistribution } from '../../core/contract.ts';
import { ageOf, dateTime } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { Head, TableBox } from './Section.tsx';

const ROLES = ['timestamp', 'snapshot', 'targets', 'root'] as const;

/** The set in force: its four roles with version and end, when it came, and what it brings. */
export function SignedSet({ set }: { readonly set: NonNullable<TrustDistribution['set']> }) {
  const { t } = useTranslation();
  const now = useNow(5_000);
  const { unit, count } = ageOf(now - set.verifiedAt);
  return (
    <>
      <TableBox label={t('distribution.inForce')}>
        <Head names={['role', 'version', 'signedUntil'].map((name) => t(`distribution.${name}`))} />
        <tbody>
          {ROLES.map((role) => (
            <tr key={role}>
              <th scope="row">{t(`distribution.roles.${role}`)}</th>
              <td>{set.versions[role]}</td>
              {/* The word says it; the colour only repeats it. */}
              <td className={now < set.expires[role] ? '' : 'is-bad'}>{t(now < set.expires[role] ? 'distribution.until' : 'distribution.ended', { time: dateTime(set.expires[role]) })}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
      <dl className="pairs">
        <dt>{t('distribution.installedAt')}</dt>
        <dd>
          {dateTime(set.verifiedAt)} ({t(`ago.${unit}`, { count })})
        </dd>
        <dt>{t('distribution.content')}</dt>
        <dd>{t('distribution.counts', { targets: set.targets, keys: set.keys, revoked: set.revokedCodes })}</dd>
        <dt>{t('distribution.ruleSets')}</dt>
        <dd className="path">{set.ruleSets.length === 0 ? t('distribution.own') : set.ruleSets.join(', ')}</dd>
        <dt>{t('distribution.policy')}</dt>
        <dd>{t(set.policy ? 'distribution.fromSet' : 'distribution.own')}</dd>
        <dt>{t('distribution.profiles')}</dt>
        <dd>{t(set.ownProfiles ? 'distribution.fromSet' : 'distribution.own')}</dd>
        <dt>{t('trust.sealingKey')}</dt>
        <dd className="path">{set.sealingKeyId ?? t('distribution.own')}</dd>
      </dl>
    </>
  );
}
