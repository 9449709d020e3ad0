import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Status, Welcome } from '../../core/contract.ts';
import { Key } from '../ui/Key.tsx';
import { ConversionPanel } from './ConversionPanel.tsx';
import { DropDialog } from './DropDialog.tsx';
import { IdleDesk } from './IdleDesk.tsx';
import { ReadingLine } from './ReadingLine.tsx';
import { RecentScans } from './RecentScans.tsx';
import type { DeskControl } from './use-desk.ts';
import { VerdictPanel } from './VerdictPanel.tsx';
import { WaitingVerdict } from './WaitingVerdict.tsx';

interface Props {
  readonly control: DeskControl;
  readonly language: Language;
  readonly secondLanguage: Language | null;
  readonly network: Status['network'] | null;
  readonly disk: Status['disk']['state'] | null;
  readonly direction: Welcome['terminal']['direction'];
  /** The camera's panel while it is on; null while it is off. */
  readonly camera: ReactNode;
  readonly onCamera: () => void;
  readonly onManual: () => void;
  readonly onOverride: () => void;
}

/** The officer's workspace. */
export function Desk({ control, language, secondLanguage, network, disk, direction, camera, onCamera, onManual, onOverride }: Props) {
  const { t } = useTranslation();
  const { state, dispatch, clear, convert, refer } = control;
  const { verdict } = state;
  const panels = verdict === null ? 'is-idle' : state.form === null && state.conversion === null ? 'is-plain' : '';
  return (
    <div className="desk">
      <ReadingLine reading={state.reading} part={state.part} torn={state.torn} />
      <div className={`desk-panels ${panels} ${camera === null ? '' : 'has-camera'}`}>
        {verdict === null ? (
          <IdleDesk direction={direction} secondLanguage={secondLanguage === language ? null : secondLanguage} closed={disk === 'full'} />
        ) : (
          <>
            <VerdictPanel key={verdict.scanId} verdict={verdict} state={state} secondLanguage={secondLanguage === language ? null : secondLanguage} onHold={() => dispatch({ type: 'hold', now: performance.now() })} onClear={clear} onRefer={refer} onOverride={onOverride} />
            <ConversionPanel state={state} network={network} direction={direction} dispatch={dispatch} onConvert={convert} />
          </>
        )}
        {/* In one place whatever stands beside it: the same camera sees the next traveller. */}
        {camera}
      </div>
      {state.waiting !== null && <WaitingVerdict verdict={state.waiting} onShow={() => dispatch({ type: 'drop', now: performance.now() })} />}
      <div className="desk-foot">
        <RecentScans scans={state.recent} />
        {camera === null && (
          <button type="button" className="quiet" onClick={onCamera}>
            {t('camera.open')} <Key name="F6" />
          </button>
        )}
        <button type="button" className="quiet" onClick={onManual}>
          {t('manual.open')} <Key name="F3" />
        </button>
      </div>
      {state.asking && (
        <DropDialog
          onKeep={() => dispatch({ type: 'keep', now: performance.now() })}
          onDrop={() => dispatch({ type: 'drop', now: performance.now() })}
        />
      )}
    </div>
  );
}
