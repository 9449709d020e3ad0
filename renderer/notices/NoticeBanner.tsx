import { useTranslation } from 'react-i18next';
import type { Language } from '../../core/contract.ts';
import { Key } from '../ui/Key.tsx';
import { NoticeOrigin } from './NoticeOrigin.tsx';
import { noticeText } from './notice-text.ts';
import type { PendingNotices } from './use-notices.ts';

interface Props {
  readonly notices: PendingNotices;
  readonly language: Language;
  /** Undefined for whoever may not. */
  readonly onManage: (() => void) | undefined;
}

/** One notice at a time, until it is acknowledged. Announced without taking the focus; what is behind it can be read and worked. */
export function NoticeBanner({ notices: { pending, acknowledge, failed }, language, onManage }: Props) {
  const { t } = useTranslation();
  const [notice] = pending;
  if (notice === undefined) return null;
  return (
    <section className="notice-banner no-print" aria-label={t('staffNotice.word')}>
      <Sheet />
      <p className="notice-word">
        <strong>{t('staffNotice.word')}</strong>
        {pending.length > 1 && <span>{t('staffNotice.position', { count: pending.length })}</span>}
      </p>
      <div className="notice-said">
        {/* A long one in large letters scrolls, by keyboard too, and leaves the verdict its room. */}
        <p key={notice.noticeId} className="notice-text" role="status" tabIndex={0} dir="auto">
          {noticeText(notice, language)}
        </p>
        <NoticeOrigin notice={notice} />
        {failed && <p role="alert">{t('staffNotice.refusal.fault')}</p>}
      </div>
      <button type="button" onClick={acknowledge}>
        {t('staffNotice.acknowledge')} <Key name="F11" />
      </button>
      {onManage !== undefined && (
        <button type="button" onClick={onManage}>
          {t('staffNotice.open')} <Key name="Shift F11" />
        </button>
      )}
    </section>
  );
}

/** A sheet on a pin: no verdict has its shape. */
function Sheet() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="notice-sheet">
      <path d="M4 5h16v16H4z" fill="none" stroke="currentColor" strokeWidth="2" />
      <circle cx="12" cy="4" r="3" fill="currentColor" />
      <path d="M7.5 11.5h9M7.5 15.5h6" fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
