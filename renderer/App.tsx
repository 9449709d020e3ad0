import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBridge } from './ui/bridge-context.ts';
import { noticesOf } from './ui/notices.ts';
import { NoticeLine } from './ui/NoticeLine.tsx';
import { useLook } from './ui/use-look.ts';
import { useNow } from './ui/use-now.ts';
import { useSession } from './staff/use-session.ts';
import { useTerminal } from './use-terminal.ts';
import { Workplace } from './Workplace.tsx';

/** The window: waits for the engine's welcome, then shows the workplace. */
export function App() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const restore = useRef<() => void>(() => undefined);
  const onReturn = useCallback(() => restore.current(), []);
  const terminal = useTerminal(onReturn);
  const { session } = useSession();
  const look = useLook();
  const now = useNow(5_000);
  const { welcome, status, engine, faults } = terminal;
  const notices = noticesOf({ status, engine, faults, now });
  if (welcome === null || session === null) {
    return (
      <main className="starting">
        <p className="brand">Portas</p>
        <p>{t('app.starting')}</p>
        <NoticeLine notices={notices} />
      </main>
    );
  }
  return (
    <Workplace
      welcome={welcome}
      terminal={terminal}
      session={session}
      look={look}
      notices={notices}
      onRestorer={(restorer) => {
        restore.current = restorer;
      }}
      onPresent={(kind) => void bridge.call('drill:present', { kind }).catch(() => undefined)}
    />
  );
}
