import { useTranslation } from 'react-i18next';
import type { Notice } from './notices.ts';

/** Speaks only when something needs saying. Announced to screen readers without taking the focus. */
export function NoticeLine({ notices }: { readonly notices: readonly Notice[] }) {
  const { t } = useTranslation();
  return (
    <div className="notices" role="status">
      {notices.map(({ key, level, values }) => (
        <p key={key} className={`notice notice-${level}`}>
          <svg viewBox="0 0 20 20" aria-hidden="true" className="icon">
            <path d="M10 2 19 18H1z" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
            <path d="M10 8v4.5m0 1.5v1.5" stroke="currentColor" strokeWidth="2" />
          </svg>
          <span>{t(`notice.${key}`, values)}</span>
        </p>
      ))}
    </div>
  );
}
