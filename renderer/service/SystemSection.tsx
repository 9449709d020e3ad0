import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reply, SystemView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { bytes, dateTime } from '../ui/format.ts';
import { CopyButton } from './CopyButton.tsx';
import { Head, Section, TableBox } from './Section.tsx';

/** Versions, paths, room, incidents, and the diagnostics file. */
export function SystemSection({ system }: { readonly system: SystemView | null }) {
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
          <Incidents incidents={system.incidents} />
          <Diagnostics />
        </>
      )}
    </Section>
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
