import { useTranslation } from 'react-i18next';
import type { ContingencyState } from '../../core/contract.ts';
import { shortTime } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import { useNow } from '../ui/use-now.ts';

interface Props {
  readonly state: ContingencyState;
  /** Undefined for whoever may not. */
  readonly onRecord: (() => void) | undefined;
  readonly onManage: (() => void) | undefined;
}

/** Says that a contingency is declared, since when and why; or that one could be, which a supervisor alone does. Nothing starts by itself. */
export function ContingencyBanner({ state: { active, offer }, onRecord, onManage }: Props) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  if (active === null && offer === null) return null;
  return (
    <section className={`contingency-banner ${active === null ? 'is-offer' : ''}`} aria-label={t('contingency.word')}>
      <Flag />
      {active === null ? (
        <p role="status">
          {t(`contingency.offer.${offer ?? 'trust-dead'}`)} {onManage === undefined && t('contingency.supervisorDeclares')}
        </p>
      ) : (
        <p role="status">
          <strong>{t('contingency.word')}</strong>{' '}
          {t('contingency.since', { time: shortTime(active.startedAt, now), reason: t(`contingency.cause.${active.reason}`), crossings: active.crossings })}
        </p>
      )}
      {active !== null && onRecord !== undefined && (
        <button type="button" onClick={onRecord}>
          {t('contingency.record')} <Key name="F9" />
        </button>
      )}
      {onManage !== undefined && (
        <button type="button" onClick={onManage}>
          {t(active === null ? 'contingency.open' : 'contingency.manage')} <Key name="F7" />
        </button>
      )}
    </section>
  );
}

/** A striped flag: no verdict has its shape. */
function Flag() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="contingency-flag">
      <path d="M4 2v20" fill="none" stroke="currentColor" strokeWidth="2.5" />
      <path d="M6 3h16l-4 5.5L22 14H6z" fill="currentColor" />
    </svg>
  );
}
