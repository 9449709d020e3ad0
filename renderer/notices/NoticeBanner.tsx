import { useTranslation } from 'react-i18next';
import type { Language, NoticeView } from '../../core/contract.ts';
import { Key } from '../ui/Key.tsx';
import { NoticeOrigin } from './NoticeOrigin.tsx';
import { noticeText } from './notice-text.ts';
import { SeverityMark } from './SeverityMark.tsx';
import type { PendingNotices } from './use-notices.ts';

interface Props {
  readonly notices: PendingNotices;
  readonly language: Language;
  /** Undefined for whoever may not. */
  readonly onManage: (() => void) | undefined;
}

/** One notice at a time, until it is acknowledged. Takes neither the focus nor a key of the verdict behind it. */
export function NoticeBanner({ notices, language, onManage }: Props) {
  const [notice] = notices.pending;
  // Readers aloud follow a region that stands before its words come; only what changes is read. The urgent interrupts.
  return (
    <div role={notice?.severity === 'urgent' ? undefined : 'status'} aria-atomic={false}>
      {notice !== undefined && <Shown notice={notice} notices={notices} language={language} onManage={onManage} />}
    </div>
  );
}

function Shown({ notice, notices: { pending, acknowledge, failed }, language, onManage }: Props & { readonly notice: NoticeView }) {
  const { t } = useTranslation();
  const { severity, noticeId } = notice;
  const { words, lang } = noticeText(notice, language);
  const severityWord = t(`staffNotice.severity.${severity}`);
  return (
    <section className={`notice-banner is-${severity} no-print`} aria-label={severityWord}>
      <SeverityMark severity={severity} />
      <p className="notice-word">
        <strong>{severityWord}</strong>
        {pending.length > 1 && <span>{t('staffNotice.position', { count: pending.length })}</span>}
      </p>
      <div className="notice-said">
        {/* A long one in large letters scrolls, by keyboard too, and leaves the verdict its room. */}
        <p key={noticeId} className="notice-text" role={severity === 'urgent' ? 'alert' : undefined} tabIndex={0} dir="auto" lang={lang}>
          {words}
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
