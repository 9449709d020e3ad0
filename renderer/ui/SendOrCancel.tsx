import { useTranslation } from 'react-i18next';
import { Key } from './Key.tsx';

interface Props {
  /** What sending does, in the user's words. */
  readonly label: string;
  readonly onCancel: () => void;
  readonly disabled?: boolean;
  /** Where a form has nothing else to begin with. */
  readonly autoFocus?: boolean;
}

/** The two buttons that end a form: Enter sends, Esc cancels. */
export function SendOrCancel({ label, onCancel, disabled = false, autoFocus = false }: Props) {
  const { t } = useTranslation();
  return (
    <div className="dialog-buttons">
      <button type="submit" className="primary" disabled={disabled} autoFocus={autoFocus}>
        {label} <Key name="Enter" />
      </button>
      <button type="button" onClick={onCancel}>
        {t('action.cancel')} <Key name="Esc" />
      </button>
    </div>
  );
}
