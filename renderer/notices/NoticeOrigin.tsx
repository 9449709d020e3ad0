import { useTranslation } from 'react-i18next';
import type { NoticeView } from '../../core/contract.ts';
import { shortTime } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';

/** Where a notice is from, and until when it stands. */
export function NoticeOrigin({ notice }: { readonly notice: NoticeView }) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const { validUntil } = notice;
  return (
    <p className="notice-origin">
      <span>{notice.source === 'rules' ? t('staffNotice.fromRules') : t('staffNotice.from', { time: shortTime(notice.sentAt, now), number: notice.sentBy ?? '–' })}</span>
      {validUntil !== null && <span>{t('staffNotice.until', { time: shortTime(validUntil, now) })}</span>}
    </p>
  );
}
