import { useTranslation } from 'react-i18next';
import { clockTime } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import type { DeskState } from './desk-state.ts';

/** The way to let a refused traveller through, where there is one; then by whom it was done. */
export function OverrideLine({ state: { verdict, override }, onOverride }: { readonly state: DeskState; readonly onOverride: () => void }) {
  const { t } = useTranslation();
  if (override !== null) {
    const { first, second, at, reason } = override;
    return (
      <p className="override-done" role="status">
        <strong>{second === null ? t('override.byOne', { first }) : t('override.byTwo', { first, second })}</strong> {clockTime(at)} · {t(`override.reason.${reason}`)}
      </p>
    );
  }
  if (verdict?.overridable !== true) return null;
  return (
    <button type="button" className="on-verdict" onClick={onOverride}>
      {t('override.open')} <Key name="F10" />
    </button>
  );
}
