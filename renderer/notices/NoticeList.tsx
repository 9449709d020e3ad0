import { useTranslation } from 'react-i18next';
import type { Language, ListedNotice } from '../../core/contract.ts';
import { shortTime } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { NoticeOrigin } from './NoticeOrigin.tsx';
import { noticeText } from './notice-text.ts';
import { SeverityMark } from './SeverityMark.tsx';

interface Props {
  readonly notices: readonly ListedNotice[];
  readonly language: Language;
  /** Undefined where nothing can be withdrawn. */
  readonly onWithdraw?: (noticeId: string) => void;
}

/** Notices with who acknowledged each, and when. */
export function NoticeList({ notices, language, onWithdraw }: Props) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  return (
    <ol className="notice-list">
      {notices.map((notice) => {
        const { noticeId, source, severity, withdrawn, acknowledged } = notice;
        const { words, lang } = noticeText(notice, language);
        return (
          <li key={noticeId}>
            <p className="notice-severity">
              <SeverityMark severity={severity} /> {t(`staffNotice.severity.${severity}`)}
            </p>
            <p className="notice-listed" dir="auto" lang={lang}>
              {words}
            </p>
            <NoticeOrigin notice={notice} />
            {withdrawn !== null && <p>{t('staffNotice.withdrawn', { time: shortTime(withdrawn.at, now), number: withdrawn.by ?? '–' })}</p>}
            {acknowledged.length === 0 ? (
              <p className="notice-readers">{t('staffNotice.nobody')}</p>
            ) : (
              <div className="notice-readers">
                {t('staffNotice.acknowledged', { count: acknowledged.length })}
                <ul>
                  {acknowledged.map(({ at, by }) => (
                    <li key={by ?? ''}>
                      <strong>{by ?? t('staffNotice.lane')}</strong> {shortTime(at, now)}
                    </li>
                  ))}
                </ul>
              </div>
            )}
            {source === 'typed' && onWithdraw !== undefined && (
              <button type="button" aria-label={t('staffNotice.withdrawOne', { text: words })} onClick={() => onWithdraw(noticeId)}>
                {t('staffNotice.withdraw')}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
