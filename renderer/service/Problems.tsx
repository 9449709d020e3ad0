import { useTranslation } from 'react-i18next';
import { ageOf, shortTime } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { useSided } from '../ui/use-sided.ts';
import { type ProblemInput, problemsOf } from './problems.ts';
import { Section } from './Section.tsx';

/** What is wrong: cause, since when, what to do. */
export function Problems(input: ProblemInput) {
  const { t } = useTranslation();
  const now = useNow(5_000);
  const sided = useSided();
  const span = (ms: number): string => {
    const { unit, count } = ageOf(ms);
    return t(`age.${unit}`, { count });
  };
  const problems = problemsOf(input);
  return (
    <Section name="problems">
      {problems.length === 0 ? (
        <p className="all-well">
          <span aria-hidden="true">✓</span> {t('service.noProblems')}
        </p>
      ) : (
        <ul className="problems">
          {problems.map(({ id, since, values, spanMs, reason, role }) => (
            <li key={`${id} ${role ?? ''}`}>
              <p className="problem-cause">
                {sided(role, t(`problem.${id}.cause`, { ...values, span: span(spanMs ?? 0), reason: reason === undefined ? '' : t(`deactivation.${reason}`) }))} {since !== null && <span className="problem-since">{t('service.since', { time: shortTime(since, now) })}</span>}
              </p>
              <p>{t(`problem.${id}.action`)}</p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
