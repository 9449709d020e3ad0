import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventPayload } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';
import { clockTimeWithSeconds } from '../ui/format.ts';
import { CopyButton } from './CopyButton.tsx';

/** Reports kept on the screen: ten long codes. */
const KEPT = 200;

/** Reports as they come in, while this stands; the engine blanks the traveller's bytes. */
export function RawReports() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [reports, setReports] = useState<readonly EventPayload<'service:report'>[]>([]);
  const [failed, setFailed] = useState(false);
  useEngineEvent('service:report', (report) => setReports((old) => [report, ...old].slice(0, KEPT)));
  useEffect(() => {
    let stands = true;
    const turn = (on: boolean): void => void bridge.call('service:watch-reports', { on }).catch(() => (stands ? setFailed(true) : undefined));
    turn(true);
    return () => {
      stands = false;
      turn(false);
    };
  }, [bridge]);
  const text = reports.map(({ at, deviceId, hex, note }) => `${clockTimeWithSeconds(at)}  ${deviceId}  ${hex}  ${note}`).join('\n');
  return (
    <div className="raw">
      <h3>{t('scanners.reports')}</h3>
      {failed && <p className="field-fault">{t('service.actionFailed')}</p>}
      <pre tabIndex={0} aria-label={t('scanners.reports')}>
        {text === '' ? t('scanners.noReports') : text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
