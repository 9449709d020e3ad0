import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TravellerKind, Welcome } from '../core/contract.ts';
import { Desk } from './desk/Desk.tsx';
import { ManualEntry } from './desk/ManualEntry.tsx';
import { useDesk } from './desk/use-desk.ts';
import { nextLanguage } from './i18n.ts';
import { Overview } from './overview/Overview.tsx';
import { Service } from './service/Service.tsx';
import { DrillBar, Watermark } from './ui/DrillBar.tsx';
import { Header } from './ui/Header.tsx';
import { HelpDialog } from './ui/HelpDialog.tsx';
import type { Notice } from './ui/notices.ts';
import { NoticeLine } from './ui/NoticeLine.tsx';
import { StatusBar } from './ui/StatusBar.tsx';
import { type Workspace, WorkspaceTabs } from './ui/WorkspaceTabs.tsx';
import { useKeys } from './ui/use-keys.ts';
import { useLanguage } from './ui/use-language.ts';
import type { Look } from './ui/use-look.ts';
import { useSound } from './ui/use-sound.ts';
import type { Terminal } from './use-terminal.ts';

interface Props {
  readonly welcome: Welcome;
  readonly terminal: Terminal;
  readonly look: Look;
  readonly notices: readonly Notice[];
  /** Hands up the function that reads the desk again after an engine restart. */
  readonly onRestorer: (restore: () => void) => void;
  readonly onPresent: (kind: TravellerKind | null) => void;
}

/** The frame around the three workspaces, and the keys that work everywhere. */
export function Workplace({ welcome, terminal, look, notices, onRestorer, onPresent }: Props) {
  const { t } = useTranslation();
  const [language, setLanguage] = useLanguage(welcome.desk.language);
  const [workspace, setWorkspace] = useState<Workspace>('desk');
  const [dialog, setDialog] = useState<'help' | 'manual' | null>(null);
  const { sound, play } = useSound(welcome.desk.volume);
  const desk = useDesk(welcome.desk, play);
  const { restore } = desk;
  useEffect(() => onRestorer(restore), [onRestorer, restore]);
  const drill = welcome.mode === 'drill';
  const onDesk = workspace === 'desk';
  const close = useCallback(() => setDialog(null), []);
  useKeys({
    F1: () => setDialog('help'),
    F2: onDesk ? desk.convert : undefined,
    F3: () => setDialog('manual'),
    F8: () => setLanguage(nextLanguage(language)),
    ' ': onDesk ? () => desk.dispatch({ type: 'hold', now: performance.now() }) : undefined,
    Escape: onDesk ? desk.clear : undefined,
    'mod+1': () => setWorkspace('desk'),
    'mod+2': () => setWorkspace('overview'),
    'mod+3': () => setWorkspace('service'),
  });
  const shownElsewhere = useMemo(() => (onDesk ? null : (desk.state.verdict?.outcome ?? null)), [onDesk, desk.state.verdict]);
  return (
    <div className={`frame ${drill ? 'is-drill' : ''}`}>
      <Header terminal={welcome.terminal} language={language} onLanguage={setLanguage} look={look} sound={sound} onHelp={() => setDialog('help')} />
      <div className="second-row">
        <WorkspaceTabs workspace={workspace} onChange={setWorkspace} verdict={shownElsewhere} />
        {drill && <DrillBar drill={terminal.drill} onSet={terminal.setDrill} onPresent={onPresent} />}
      </div>
      <NoticeLine notices={notices} />
      <main className="workspace" id="workspace" aria-label={t(`workspace.${workspace}`)}>
        {workspace === 'desk' && (
          <Desk control={desk} secondLanguage={welcome.desk.secondLanguage} language={language} network={terminal.status?.network ?? null} direction={welcome.terminal.direction} onManual={() => setDialog('manual')} />
        )}
        {workspace === 'overview' && <Overview theme={look.theme} />}
        {workspace === 'service' && <Service status={terminal.status} engine={terminal.engine} />}
      </main>
      <StatusBar status={terminal.status} welcome={welcome} />
      {drill && <Watermark />}
      {dialog === 'help' && <HelpDialog drill={drill} onClose={close} />}
      {dialog === 'manual' && <ManualEntry onClose={close} />}
    </div>
  );
}
