import { useTranslation } from 'react-i18next';
import type { Status, TrustView } from '../../core/contract.ts';
import { clockTimeWithSeconds, dateTime, isoDate } from '../ui/format.ts';
import { Section } from './Section.tsx';

interface Props {
  readonly status: Status | null;
  readonly trust: TrustView | null;
}

/** How old what is trusted is, what the signed policy says to that, and what the clock is held to. */
export function StandingSection({ status, trust }: Props) {
  const { t } = useTranslation();
  return (
    <Section name="standing" ready={status !== null && trust !== null}>
      {status !== null && trust !== null && (
        <>
          <Age age={status.trust} />
          <Policy policy={trust.policy} />
          <h3>{t('validity.clock')}</h3>
          <Clock state={status.clock.state} clock={trust.clock} />
        </>
      )}
    </Section>
  );
}

function Age({ age: { state, since, next, verifiedAt, signedUntil, consentUntil } }: { readonly age: Status['trust'] }) {
  const { t } = useTranslation();
  const word = t(`freshness.${state}`);
  return (
    <dl className="pairs">
      <dt>{t('validity.state')}</dt>
      <dd className={state === 'fresh' ? 'is-good' : state === 'ageing' ? '' : 'is-bad'}>{since === null ? word : t('validity.stateSince', { state: word, since: dateTime(since) })}</dd>
      <dt>{t('validity.next')}</dt>
      <dd>{next === null ? t('validity.none') : t('validity.nextAt', { state: t(`freshness.${next.state}`), at: dateTime(next.at) })}</dd>
      <dt>{t('validity.verified')}</dt>
      <dd>{verifiedAt === null ? t('validity.never') : dateTime(verifiedAt)}</dd>
      <dt>{t('validity.signedUntil')}</dt>
      <dd>{signedUntil === null ? t('validity.never') : dateTime(signedUntil)}</dd>
      {consentUntil !== null && (
        <>
          <dt>{t('validity.consent')}</dt>
          <dd>{dateTime(consentUntil)}</dd>
        </>
      )}
    </dl>
  );
}

function Policy({ policy }: { readonly policy: TrustView['policy'] }) {
  const { t } = useTranslation();
  const limits = (['ageing', 'stale', 'dead'] as const).map((state) => t('validity.limit', { state: t(`freshness.${state}`), hours: policy[`${state}AfterMs`] / 3_600_000 }));
  return (
    <dl className="pairs">
      <dt>{t('validity.limits')}</dt>
      <dd>{limits.join(' · ')}</dd>
      <dt>{t('validity.minimum')}</dt>
      <dd>{policy.minimumVersion ?? t('validity.none')}</dd>
      <dt>{t('validity.deactivated')}</dt>
      <dd>{policy.deactivated}</dd>
    </dl>
  );
}

function Clock({ state, clock: { floorAt, floorFrom, gateway, limitMs } }: { readonly state: Status['clock']['state']; readonly clock: TrustView['clock'] }) {
  const { t } = useTranslation();
  const seconds = (ms: number): string => (Math.abs(ms) / 1_000).toFixed(1);
  const time = (at: number): string => `${isoDate(at)} ${clockTimeWithSeconds(at)}`;
  return (
    <dl className="pairs">
      <dt>{t('validity.clock')}</dt>
      <dd className={state === 'ok' ? 'is-good' : 'is-bad'}>{t(`clockState.${state}`)}</dd>
      <dt>{t('validity.floor')}</dt>
      <dd>{t(`validity.floorFrom.${floorFrom}`, { time: time(floorAt) })}</dd>
      <dt>{t('validity.offset')}</dt>
      <dd>
        {gateway === null
          ? t('validity.unknown')
          : t(gateway.offsetMs < 0 ? 'validity.behind' : 'validity.ahead', { seconds: seconds(gateway.offsetMs), within: seconds(gateway.withinMs), time: time(gateway.measuredAt) })}
      </dd>
      <dt>{t('validity.tolerance')}</dt>
      <dd>{t('validity.toleranceSeconds', { seconds: limitMs / 1_000 })}</dd>
    </dl>
  );
}
