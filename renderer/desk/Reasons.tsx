import { useTranslation } from 'react-i18next';
import type { VerdictView } from '../../core/contract.ts';
import { shortTime } from '../ui/format.ts';
import { VerdictShape } from '../ui/VerdictShape.tsx';

/** Each reason as a sentence that says what to do next, most decisive first; the code small, for the call to the technician. */
export function Reasons({ verdict: { reasons, seenBefore, at } }: { readonly verdict: VerdictView }) {
  const { t } = useTranslation();
  return (
    <ol className="reasons" aria-label={t('desk.reasons')}>
      {reasons.map(({ code, outcome, ruleId }) => (
        <li key={`${code}-${ruleId ?? ''}`}>
          <VerdictShape outcome={outcome} />
          <div>
            <p className="reason-text">{t(`reason.${code}`)}</p>
            {code === 'code-repeated' && seenBefore !== null && <p>{t('desk.seenBefore', { time: shortTime(seenBefore.at, at), lane: seenBefore.lane })}</p>}
            <p className="reason-code">{ruleId === null ? code : `${code} · ${ruleId}`}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
