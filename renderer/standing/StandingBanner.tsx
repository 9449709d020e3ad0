import { useTranslation } from 'react-i18next';
import type { Status } from '../../core/contract.ts';
import { ageOf, shortTime } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import { StandingShape } from './StandingShape.tsx';
import { standingNotes } from './standing-notes.ts';

interface Props {
  readonly status: Status | null;
  /** Undefined for whoever may not. */
  readonly onConsent: (() => void) | undefined;
}

/** One line for each thing that is wrong with what the terminal trusts, with its clock, or with its being in service: word, shape, and what to do next. */
export function StandingBanner({ status, onConsent }: Props) {
  const { t } = useTranslation();
  if (status === null) return null;
  const notes = standingNotes(status);
  if (notes.length === 0) return null;
  return (
    <section className="standing no-print" aria-label={t('standing.label')}>
      {notes.map(({ key, word, level, reason, minimum, spanMs, records, times = {} }) => {
        const { unit, count } = ageOf(spanMs ?? 0);
        const said = {
          reason: reason === undefined ? '' : t(`deactivation.${reason}`),
          minimum,
          ...records,
          span: t(`age.${unit}`, { count }),
          ...Object.fromEntries(Object.entries(times).map(([name, at]) => [name, shortTime(at, status.at)])),
        };
        return (
          <div key={word} className={`standing-note standing-${level}`}>
            <StandingShape word={word} />
            <p role="status">
              <strong>{t(`standing.word.${word}`)}</strong> {t(`standing.${key}`, said)}
            </p>
            {(word === 'stale' || word === 'accepted') && status.trust.mayAccept && onConsent !== undefined && (
              <button type="button" onClick={onConsent}>
                {t('consent.open')} <Key name="Shift F7" />
              </button>
            )}
          </div>
        );
      })}
    </section>
  );
}
