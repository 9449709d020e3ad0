import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventPayload } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';
import { clockTimeWithSeconds, isoDate } from '../ui/format.ts';
import { download } from '../ui/download.ts';
import { CopyButton } from './CopyButton.tsx';
import { Head, TableBox } from './Section.tsx';

type Report = EventPayload<'service:report'> & { readonly nth: number };

/** Reports kept on the screen: ten long codes. */
const KEPT = 200;
/** Whatever a device calls itself, its file has a plain name. */
const fileName = (deviceId: string): string => `portas-reports-${deviceId.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40)}-${isoDate(Date.now())}.json`;

/** Reports as they come in, field by field, while this stands; of the traveller's bytes the engine tells only the number. */
export function RawReports() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [reports, setReports] = useState<readonly Report[]>([]);
  const [failed, setFailed] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  useEngineEvent('service:report', (report) => setReports((old) => [{ ...report, nth: (old[0]?.nth ?? 0) + 1 }, ...old].slice(0, KEPT)));
  useEffect(() => {
    let stands = true;
    const turn = (on: boolean): void => void bridge.call('service:watch-reports', { on }).catch(() => (stands ? setFailed(true) : undefined));
    turn(true);
    return () => {
      stands = false;
      turn(false);
    };
  }, [bridge]);
  const save = (deviceId: string): void => {
    bridge.call('service:export-reports', { deviceId }).then(
      ({ fixture }) => setSaved(fixture === null ? null : download(fixture, fileName(deviceId))),
      () => setFailed(true),
    );
  };
  const text = reports.map(({ at, deviceId, bytes, reading, why, fields }) => [clockTimeWithSeconds(at), deviceId, bytes, reading, why ?? '', ...fields.map(({ from, to, field, value }) => `[${from}-${to}] ${field} ${value}`)].join('  ')).join('\n');
  const columns = ['time', 'device', 'reading', 'fields'].map((name) => t(`reports.column.${name}`));
  return (
    <div className="raw">
      <h3>{t('scanners.reports')}</h3>
      {failed && <p className="field-fault">{t('service.actionFailed')}</p>}
      {reports.length === 0 ? (
        <p>{t('scanners.noReports')}</p>
      ) : (
        <div className="raw-reports">
          <TableBox label={t('scanners.reports')}>
            <Head names={columns} />
            <tbody>
              {reports.map(({ nth, at, deviceId, bytes, reading, why, fields }) => (
                <tr key={nth}>
                  <td>{clockTimeWithSeconds(at)}</td>
                  <td>{deviceId}</td>
                  <td className={reading === 'misfit' ? 'is-bad' : ''}>
                    {t(`reports.reading.${reading}`, { bytes })}
                    {why !== null && <small>{why}</small>}
                  </td>
                  <td>
                    <ul className="report-fields">
                      {fields.map(({ from, to, field, value }) => (
                        <li key={from}>
                          <span className="report-place">{from === to ? from : `${from}–${to}`}</span> {t(`reports.field.${field}`)} <b>{value}</b>
                        </li>
                      ))}
                    </ul>
                  </td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        </div>
      )}
      <CopyButton text={text} />
      <p className="copy">
        {[...new Set(reports.map(({ deviceId }) => deviceId))].map((deviceId) => (
          <button key={deviceId} type="button" onClick={() => save(deviceId)}>
            {t('reports.export', { device: deviceId })}
          </button>
        ))}
        <span role="status">{saved !== null && t('reports.saved', { file: saved })}</span>
      </p>
      <p>{t('reports.exportHint')}</p>
    </div>
  );
}
