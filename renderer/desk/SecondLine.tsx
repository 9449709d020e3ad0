import { useTranslation } from 'react-i18next';
import { clockTime } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import { type DeskState, isContestable } from './desk-state.ts';

interface Props {
  readonly state: DeskState;
  readonly onRefer: () => void;
  readonly onAppeal: () => void;
}

/** Sends the traveller to the second line; then says under which number. */
export function SecondLine({ state: { verdict, secondLine, secondLineRefusal, override }, onRefer, onAppeal }: Props) {
  const { t } = useTranslation();
  // Whoever was let through is on the way.
  if (override !== null && secondLine === null) return null;
  return (
    <div className="second-line">
      {secondLine === null ? (
        <>
          <button type="button" className="on-verdict" onClick={onRefer}>
            {t('case.refer')} <Key name="F4" />
          </button>
          {isContestable(verdict) && (
            <button type="button" className="on-verdict" onClick={onAppeal}>
              {t('case.appeal')} <Key name="F5" />
            </button>
          )}
        </>
      ) : (
        <p className="second-line-number" role="status">
          <strong>{t('case.number', { number: secondLine.number })}</strong>{' '}
          {secondLine.closed === null
            ? t(`case.sent.${secondLine.kind}`, { time: clockTime(secondLine.openedAt) })
            : t('case.closedAs', { outcome: t(`case.outcome.${secondLine.closed.outcome}`), reason: t(`case.reason.${secondLine.closed.reason}`) })}
        </p>
      )}
      {secondLineRefusal !== null && <p role="alert">{t(`case.refusal.${secondLineRefusal}`)}</p>}
    </div>
  );
}
