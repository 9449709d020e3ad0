import { useTranslation } from 'react-i18next';
import type { TrustOutcomeView } from '../../core/contract.ts';
import { dateTime } from '../ui/format.ts';
import { OUTCOME_MARKS, outcomeKindOf } from './outcome-kind.ts';

interface Props {
  readonly outcome: TrustOutcomeView;
  /** Says also which source it is of, and when. */
  readonly named?: boolean;
}

/** What became of one attempt: accepted or refused, why in plain words, and what to do. */
export function Outcome({ outcome, named = false }: Props) {
  const { t } = useTranslation();
  const kind = outcomeKindOf(outcome);
  const { source, cause, versions, detail, at, times, person } = outcome;
  return (
    <div className={`outcome outcome-${kind}`}>
      {named && (
        <p className="outcome-source">
          <strong>{t(`distribution.source.${source}`)}</strong>, {dateTime(at)}, {person === null ? t('distribution.bySchedule') : t('distribution.byPerson', { person })}
          {times > 1 && `, ${t('distribution.times', { count: times })}`}
        </p>
      )}
      <p className="outcome-result">
        <span aria-hidden="true">{OUTCOME_MARKS[kind]}</span> {t(`distribution.result.${kind}`)}
      </p>
      {cause !== null && (
        <>
          <p>{t(`distribution.cause.${cause}.what`)}</p>
          <p>
            <strong>{t('distribution.todo')}</strong> {t(`distribution.cause.${cause}.action`)}
          </p>
        </>
      )}
      {versions !== null && <p>{t('distribution.offered', versions)}</p>}
      {detail !== null && (
        <p className="path" lang="en">
          {detail}
        </p>
      )}
    </div>
  );
}
