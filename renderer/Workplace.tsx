import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeSeverity, SessionView, TravellerKind, Welcome } from '../core/contract.ts';
import { CameraPanel } from './camera/CameraPanel.tsx';
import { useCameraSwitch } from './camera/use-camera-switch.ts';
import { ContingencyBanner } from './contingency/ContingencyBanner.tsx';
import { ContingencyDialog } from './contingency/ContingencyDialog.tsx';
import { CrossingDialog } from './contingency/CrossingDialog.tsx';
import { useContingency } from './contingency/use-contingency.ts';
import { Desk } from './desk/Desk.tsx';
import { ManualEntry } from './desk/ManualEntry.tsx';
import { OverrideDialog } from './desk/OverrideDialog.tsx';
import { useDesk } from './desk/use-desk.ts';
import { nextLanguage } from './i18n.ts';
import { NoticeBanner } from './notices/NoticeBanner.tsx';
import { NoticeDialog } from './notices/NoticeDialog.tsx';
import { useNotices } from './notices/use-notices.ts';
import { Overview } from './overview/Overview.tsx';
import type { FoundCode } from './reader/found-code.ts';
import { Service } from './service/Service.tsx';
import { PictureDialog } from './picture/PictureDialog.tsx';
import { useDroppedFiles } from './picture/use-dropped-files.ts';
import { HandOver } from './staff/HandOver.tsx';
import { needsSignIn, workspacesOf } from './staff/permitted.ts';
import { PersonChip } from './staff/PersonChip.tsx';
import { SecondPersonDialog } from './staff/SecondPersonDialog.tsx';
import { SignIn } from './staff/SignIn.tsx';
import { TooLateDialog } from './staff/TooLateDialog.tsx';
import { ConsentDialog } from './standing/ConsentDialog.tsx';
import { StandingBanner } from './standing/StandingBanner.tsx';
import { useAlarm } from './standing/use-alarm.ts';
import { useBridge } from './ui/bridge-context.ts';
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
import { useDialog } from './use-dialog.ts';
import type { Terminal } from './use-terminal.ts';

interface Props {
  readonly welcome: Welcome;
  readonly terminal: Terminal;
  readonly session: SessionView;
  readonly look: Look;
  readonly notices: readonly Notice[];
  /** Hands up the function that reads the desk again after an engine restart. */
  readonly onRestorer: (restore: () => void) => void;
  readonly onPresent: (kind: TravellerKind | null) => void;
}

/** The frame around the three workspaces, and the keys that work everywhere. */
export function Workplace({ welcome, terminal, session, look, notices, onRestorer, onPresent }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [language, setLanguage] = useLanguage(welcome.desk.language);
  const [chosen, setChosen] = useState<Workspace>('desk');
  const { sound, play } = useSound(welcome.desk.volume);
  const permitted = workspacesOf(session);
  const closed = needsSignIn(session);
  const desk = useDesk(welcome.desk, welcome.wedge, play, !closed && permitted.includes('desk'));
  useAlarm(terminal.engine === 'up' ? terminal.status : null, play);
  const { restore } = desk;
  useEffect(() => onRestorer(restore), [onRestorer, restore]);
  const contingency = useContingency();
  const drill = welcome.mode === 'drill';
  const workspace = permitted.includes(chosen) ? chosen : (permitted[0] ?? 'desk');
  const signedIn = session.person?.staffNumber ?? null;
  const presence = closed ? 'closed' : (signedIn ?? 'lane');
  const [dialog, setDialog] = useDialog(presence);
  const onDesk = workspace === 'desk' && !closed;
  const [cameraOn, setCameraOn] = useCameraSwitch(`${presence} ${workspace}`);
  const setWorkspace = (wanted: Workspace): void => {
    if (permitted.includes(wanted)) setChosen(wanted);
  };
  const record = onDesk && contingency?.active ? () => setDialog('crossing') : undefined;
  const { status } = terminal;
  // Where nobody signs in, nobody can answer for it.
  const consent = session.state === 'signed-in' && status?.trust.mayAccept === true ? () => setDialog('consent') : undefined;
  const supervises = !closed && permitted.includes('overview');
  const manage = supervises ? () => setDialog('contingency') : undefined;
  const openNotices = supervises ? () => setDialog('notices') : undefined;
  // Whoever leaves takes the traveller's data from the screen; whoever comes finds the desk as the engine has it.
  const { dispatch } = desk;
  useEffect(() => {
    dispatch({ type: 'forgotten' });
    restore();
  }, [closed, signedIn, dispatch, restore]);
  const announce = useCallback((severity: NoticeSeverity) => play(severity === 'urgent' ? 'notice-urgent' : 'notice'), [play]);
  // Where nobody signs in, the lane reads.
  const staffNotices = useNotices(!closed && permitted.includes('desk') ? (signedIn ?? 'lane') : null, announce);
  const overridden = desk.state.verdict?.overridable === true && desk.state.override === null ? desk.state.verdict.scanId : null;
  const askOverride = (): void => {
    if (overridden === null) return;
    // Whoever asks for a second person needs the time to fetch one.
    if (!desk.state.held) dispatch({ type: 'hold', now: performance.now() });
    setDialog('override');
  };
  const takeFromCamera = ({ text, symbology }: FoundCode): void => void bridge.call('desk:camera', { text, symbology }).catch(() => play('torn'));
  const close = useCallback(() => setDialog(null), [setDialog]);
  const [files, setFiles] = useState<readonly File[]>([]);
  const openPicture = (chosen: readonly File[]): void => {
    setFiles(chosen);
    setDialog('picture');
  };
  const takeFromPicture = ({ text, symbology }: FoundCode): Promise<void> => bridge.call('desk:picture', { text, symbology }).then(close);
  // A dialog in which something was entered keeps it.
  useDroppedFiles((dropped) => {
    if (onDesk && (dialog === null || dialog === 'picture')) openPicture(dropped);
  });
  useKeys({
    F1: () => setDialog('help'),
    F2: onDesk ? desk.convert : undefined,
    F3: onDesk ? () => setDialog('manual') : undefined,
    F4: onDesk ? () => desk.refer('second-line') : undefined,
    F5: onDesk ? () => desk.refer('appeal') : undefined,
    F6: onDesk ? () => setCameraOn(!cameraOn) : undefined,
    'shift+F6': onDesk ? () => openPicture([]) : undefined,
    F7: manage,
    'shift+F7': consent,
    F9: record,
    F10: onDesk ? askOverride : undefined,
    // Taken with nothing to acknowledge too: in a browser's window it would change the size.
    F11: staffNotices.acknowledge,
    'shift+F11': openNotices,
    F8: () => setLanguage(nextLanguage(language)),
    ' ': onDesk ? () => desk.dispatch({ type: 'hold', now: performance.now() }) : undefined,
    Escape: onDesk ? desk.clear : undefined,
    'mod+1': () => setWorkspace('desk'),
    'mod+2': () => setWorkspace('overview'),
    'mod+3': () => setWorkspace('service'),
  });
  // Whoever is called away has no time to close anything.
  useKeys({ F12: () => void bridge.call('staff:lock', {}).catch(() => undefined) }, true);
  const shownElsewhere = useMemo(() => (onDesk ? null : (desk.state.verdict?.outcome ?? null)), [onDesk, desk.state.verdict]);
  return (
    <div className={`frame ${drill ? 'is-drill' : ''}`}>
      <Header terminal={welcome.terminal} language={language} onLanguage={setLanguage} look={look} sound={sound} onHelp={() => setDialog('help')} />
      <div className="second-row">
        <WorkspaceTabs workspace={workspace} permitted={closed ? [] : permitted} onChange={setWorkspace} verdict={shownElsewhere} />
        <PersonChip session={session} />
        {drill && <DrillBar drill={terminal.drill} onSet={terminal.setDrill} onPresent={onPresent} />}
      </div>
      <div className="announcements">
        <StandingBanner status={terminal.engine === 'up' ? status : null} onConsent={consent} />
        {contingency !== null && <ContingencyBanner state={contingency} onRecord={record} onManage={manage} />}
        <NoticeBanner notices={staffNotices} language={language} onManage={openNotices} />
        <NoticeLine notices={notices} />
      </div>
      <main className="workspace" id="workspace" aria-label={closed ? t(`session.${session.state}`) : t(`workspace.${workspace}`)}>
        {closed && <SignIn session={session} />}
        {onDesk && (
          <Desk control={desk} secondLanguage={welcome.desk.secondLanguage} language={language} network={terminal.status?.network ?? null} disk={terminal.status?.disk.state ?? null} direction={welcome.terminal.direction} camera={cameraOn ? <CameraPanel onCode={takeFromCamera} onPicture={() => openPicture([])} onClose={() => setCameraOn(false)} /> : null} onCamera={() => setCameraOn(true)} onManual={() => setDialog('manual')} onOverride={askOverride} />
        )}
        {!closed && workspace === 'overview' && <Overview key={presence} theme={look.theme} textSize={look.preferences.textSize} onNotices={openNotices} />}
        {!closed && workspace === 'service' && <Service key={presence} status={terminal.status} engine={terminal.engine} />}
      </main>
      <StatusBar status={terminal.status} welcome={welcome} />
      {drill && <Watermark />}
      {dialog === 'help' && <HelpDialog drill={drill} onClose={close} />}
      {!closed && session.state === 'signed-in' && (session.pending === null ? <HandOver session={session} /> : <SecondPersonDialog session={session} />)}
      {!closed && session.state === 'signed-in' && session.refusal === 'second-person-too-late' && <TooLateDialog />}
      {onDesk && dialog === 'override' && overridden !== null && <OverrideDialog scanId={overridden} onClose={close} />}
      {onDesk && dialog === 'manual' && <ManualEntry onPicture={() => openPicture([])} onClose={close} />}
      {onDesk && dialog === 'picture' && <PictureDialog files={files} onFiles={setFiles} onCode={takeFromPicture} onClose={close} />}
      {record !== undefined && dialog === 'crossing' && <CrossingDialog direction={welcome.terminal.direction} holdLimitSeconds={welcome.desk.holdLimitSeconds} onClose={close} />}
      {consent !== undefined && status !== null && dialog === 'consent' && <ConsentDialog status={status} onClose={close} />}
      {openNotices !== undefined && dialog === 'notices' && <NoticeDialog language={language} onClose={close} />}
      {manage !== undefined && contingency !== null && dialog === 'contingency' && <ContingencyDialog state={contingency} onClose={close} />}
    </div>
  );
}
