import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reply, SystemView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { bytes, dateTime } from '../ui/format.ts';
import { CopyButton } from './CopyButton.tsx';
import { Head, Section, TableBox } from './Section.tsx';

/** Versions, paths, room, incidents, and the diagnostics file. */
export function SystemSection({ system, reload }: { readonly system: SystemView | null; readonly reload: () => void }) {
  const { t } = useTranslation();
  return (
    <Section name="system" ready={system !== null}>
      {system !== null && (
        <>
          <dl className="pairs">
            <dt>{t('system.versions')}</dt>
            <dd>
              {Object.entries(system.versions)
                .map(([name, version]) => `${name} ${version}`)
                .join(' · ')}
            </dd>
            <dt>{t('system.dataDir')}</dt>
            <dd className="path">{system.dataDir}</dd>
            <dt>{t('system.database')}</dt>
            <dd>{bytes(system.databaseBytes)}</dd>
            <dt>{t('system.freeDisk')}</dt>
            <dd>{bytes(system.freeDiskBytes)}</dd>
            <dt>{t('system.memory')}</dt>
            <dd>{bytes(system.memoryBytes)}</dd>
            <dt>{t('system.started')}</dt>
            <dd>{dateTime(system.startedAt)}</dd>
          </dl>
          <Damages damages={system.damages} reload={reload} />
          <Incidents incidents={system.incidents} />
          <Diagnostics />
        </>
      )}
    </Section>
  );
}

/** Databases that were set aside; they stay where they are. */
function Damages({ damages, reload }: Pick<SystemView, 'damages'> & { readonly reload: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [failed, setFailed] = useState(false);
  if (damages.length === 0) return null;
  const acknowledge = (): void => {
    setFailed(false);
    bridge.call('service:acknowledge-damage', {}).then(reload, () => setFailed(true));
  };
  return (
    <>
      <h3>{t('system.damages')}</h3>
      <TableBox label={t('system.damages')}>
        <Head names={['incidentTime', 'damageCause', 'damageSaved', 'damageLost', 'damageMarks', 'damageFolder', 'damageSeen'].map((name) => t(`system.${name}`))} />
        <tbody>
          {damages.map(({ at, cause, folder, saved, lost, marks, acknowledgedAt }) => (
            <tr key={folder}>
              <th scope="row">{dateTime(at)}</th>
              <td>{t(`damageCause.${cause}`)}</td>
              <td>{saved}</td>
              <td>{lost ?? t('system.damageUnknown')}</td>
              <td>{t(`damageMarks.${marks}`)}</td>
              <td className="path">{folder}</td>
              <td>{acknowledgedAt === null ? '–' : dateTime(acknowledgedAt)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
      {damages.some(({ acknowledgedAt }) => acknowledgedAt === null) && (
        <p className="copy">
          <button type="button" onClick={acknowledge}>
            {t('system.acknowledge')}
          </button>
          <span>{t('system.acknowledgeHint')}</span>
        </p>
      )}
      {failed && (
        <p className="field-fault" role="alert">
          {t('service.actionFailed')}
        </p>
      )}
    </>
  );
}

function Incidents({ incidents }: Pick<SystemView, 'incidents'>) {
  const { t } = useTranslation();
  if (incidents.length === 0) return <p>{t('system.noIncidents')}</p>;
  return (
    <>
      <h3>{t('system.incidents')}</h3>
      <TableBox label={t('system.incidents')}>
        <Head names={['incidentTime', 'incidentCode', 'incidentDetail'].map((name) => t(`system.${name}`))} />
        <tbody>
          {incidents.map(({ at, code, detail }) => (
            <tr key={`${at}-${code}-${detail}`}>
              <th scope="row">{dateTime(at)}</th>
              <td className="path">{code}</td>
              <td>{detail}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </>
  );
}

function Diagnostics() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [written, setWritten] = useState<Reply<'service:diagnostics'> | 'failed' | null>(null);
  const write = (): void => void bridge.call('service:diagnostics', {}).then(setWritten, () => setWritten('failed'));
  return (
    <div className="diagnostics">
      <p className="copy">
        <button type="button" onClick={write}>
          {t('system.diagnostics')}
        </button>
        <span>{t('system.diagnosticsHint')}</span>
      </p>
      {written === 'failed' && (
        <p className="field-fault" role="alert">
          {t('service.actionFailed')}
        </p>
      )}
      {written !== null && written !== 'failed' && (
        <>
          <p role="status" className="path">
            {t('system.diagnosticsDone', { file: written.file })}
          </p>
          <details>
            <summary>{t('system.showJson')}</summary>
            <pre tabIndex={0}>{written.json}</pre>
          </details>
          <CopyButton text={written.json} />
        </>
      )}
    </div>
  );
}
