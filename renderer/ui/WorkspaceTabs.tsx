import { useTranslation } from 'react-i18next';
import type { VerdictView } from '../../core/contract.ts';
import { Key } from './Key.tsx';
import { VerdictShape } from './VerdictShape.tsx';

const WORKSPACES = ['desk', 'overview', 'service'] as const;
export type Workspace = (typeof WORKSPACES)[number];

interface Props {
  readonly workspace: Workspace;
  /** Those of whoever is signed in. */
  readonly permitted: readonly Workspace[];
  readonly onChange: (workspace: Workspace) => void;
  /** A verdict on the desk while another workspace is shown. */
  readonly verdict: VerdictView['outcome'] | null;
}

/** Desk, Overview, Service. A verdict that stands on a desk out of sight shows its shape on the tab. */
export function WorkspaceTabs({ workspace, permitted, onChange, verdict }: Props) {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t('workspace.all')}>
      {WORKSPACES.map((each, index) => (
        <button key={each} type="button" className="tab" hidden={!permitted.includes(each)} aria-current={each === workspace ? 'page' : undefined} onClick={() => onChange(each)}>
          {each === 'desk' && verdict !== null && (
            <span className={`chip chip-${verdict}`}>
              <VerdictShape outcome={verdict} />
              {t(`outcome.${verdict}`)}
            </span>
          )}
          {t(`workspace.${each}`)} <Key name={`Ctrl ${(index + 1).toString()}`} />
        </button>
      ))}
    </nav>
  );
}
