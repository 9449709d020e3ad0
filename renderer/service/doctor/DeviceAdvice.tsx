import { useTranslation } from 'react-i18next';
import type { DeviceView } from '../../../core/contract.ts';
import { CopyButton } from '../CopyButton.tsx';
import { type AccessRule, hidRule, serialRule } from './access-rule.ts';
import { deviceName } from './device-name.ts';
import { type DeviceTrouble, troublesOf } from './device-troubles.ts';
import { ProgrammingCode } from './ProgrammingCode.tsx';

/** What is wrong with a device and how to mend it: the code that sets it up, or the rule that lets it be read. Nothing where nothing is wrong. */
export function DeviceAdvice({ device }: { readonly device: DeviceView }) {
  const { t } = useTranslation();
  const troubles = troublesOf(device);
  if (troubles.length === 0) return null;
  return (
    <article className={troubles.every((trouble) => isNote(device, trouble)) ? 'device-advice device-advice-note' : 'device-advice'}>
      <h3>{deviceName(device)}</h3>
      {troubles.map((trouble) => (
        <section key={trouble}>
          <p className={isNote(device, trouble) ? 'device-trouble device-trouble-note' : 'device-trouble'}>
            <span aria-hidden="true">{isNote(device, trouble) ? '○' : '✕'}</span> {t(`devices.trouble.${trouble}`)}
          </p>
          {trouble === 'denied' && <Access device={device} />}
          {trouble === 'held' && <p>{t('devices.heldAction')}</p>}
          {trouble === 'wrong-mode' && <WrongMode device={device} />}
          {trouble === 'layout-differs' && <Differences device={device} />}
        </section>
      ))}
    </article>
  );
}

/** A scanner that is read in another mode works. */
const isNote = ({ scanner }: DeviceView, trouble: DeviceTrouble): boolean => trouble === 'wrong-mode' && scanner !== null;

function WrongMode({ device: { mode, scanner } }: { readonly device: DeviceView }) {
  const { t } = useTranslation();
  if (mode === null) return null;
  const advice = mode.advice;
  return (
    <>
      <p>{t(mode.knownBy === 'vendor-id' ? 'devices.probably' : 'devices.isInMode', { vendor: mode.vendorName ?? '', mode: t(`devices.mode.${mode.mode}`) })}</p>
      <p>{t(scanner === null ? 'devices.notReadInMode' : 'devices.readInMode')}</p>
      {advice !== null && advice.barcodes.length > 0 && (
        <>
          <p>{t('devices.scanToSwitch', { count: advice.barcodes.length })}</p>
          <div className="programming-codes">
            {advice.barcodes.map((barcode) => (
              <ProgrammingCode key={barcode.text} barcode={barcode} />
            ))}
          </div>
        </>
      )}
      {advice !== null && <p>{t(advice.barcodes.length > 0 ? 'devices.settingToo' : 'devices.settingOnly', { setting: advice.setting.name, manual: advice.setting.manual })}</p>}
    </>
  );
}

function Access({ device: { vendorId, interfaces } }: { readonly device: DeviceView }) {
  const { t } = useTranslation();
  const shut = interfaces.find(({ rights }) => rights.may === 'none' || rights.may === 'read-only') ?? interfaces[0];
  if (shut === undefined) return null;
  const { owner, group, mode } = shut.rights;
  const rule: AccessRule = shut.kind === 'serial' || vendorId === null ? serialRule(group) : hidRule(vendorId);
  return (
    <>
      <p>{t('devices.nodeRights', { path: shut.path, owner: owner ?? '–', group: group ?? '–', mode: mode ?? '–' })}</p>
      {rule.file !== null && (
        <>
          <p>{t('devices.udevRule', { file: rule.file })}</p>
          <pre tabIndex={0}>{rule.rule}</pre>
        </>
      )}
      <p>{t('devices.commands')}</p>
      <pre tabIndex={0}>{rule.commands}</pre>
      <CopyButton text={rule.commands} />
      <p>{t('devices.thenPlugIn')}</p>
    </>
  );
}

function Differences({ device: { interfaces } }: { readonly device: DeviceView }) {
  const { t } = useTranslation();
  const differences = interfaces.flatMap(({ descriptor }) => descriptor?.differences ?? []);
  return (
    <ul>
      {differences.map(({ field, profile, descriptor }, index) => (
        <li key={`${field}-${index.toString()}`}>{t('devices.difference', { field: t(`devices.layout.${field}`), profile: profile ?? '–', descriptor: descriptor ?? '–' })}</li>
      ))}
      <li>{t('devices.differsAction')}</li>
    </ul>
  );
}
