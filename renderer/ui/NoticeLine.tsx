import { useTranslation } from 'react-i18next';
import { ageOf } from './format.ts';
import type { Notice } from './notices.ts';
import { useSided } from './use-sided.ts';

/** Lines shown at once: the verdict below needs the room; the service workspace lists every problem. */
const NOTICES_SHOWN = 2;

/** Speaks only when something needs saying. Announced to screen readers without taking the focus. */
export function NoticeLine({ notices }: { readonly notices: readonly Notice[] }) {
  const { t } = useTranslation();
  const sided = useSided();
  const age = (ms: number): string => {
    const { unit, count } = ageOf(ms);
    return t(`age.${unit}`, { count });
  };
  return (
    <div className="notices" role="status">
      {notices.slice(0, NOTICES_SHOWN).map(({ key, level, values, ageMs, role }) => (
        <p key={`${key} ${role ?? ''}`} className={`notice notice-${level}`}>
          <svg viewBox="0 0 20 20" aria-hidden="true" className="icon">
            <path d="M10 2 19 18H1z" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
            <path d="M10 8v4.5m0 1.5v1.5" stroke="currentColor" strokeWidth="2" />
          </svg>
          <span>{sided(role, t(`notice.${key}`, { ...values, age: age(ageMs ?? 0) }))}</span>
        </p>
      ))}
      {notices.length > NOTICES_SHOWN && <p className="notice notice-more">{t('notice.more', { count: notices.length - NOTICES_SHOWN })}</p>}
    </div>
  );
}
