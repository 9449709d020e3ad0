import { useTranslation } from 'react-i18next';
import type { DeviceView } from '../../../core/contract.ts';
import { useSided } from '../../ui/use-sided.ts';
import { Head, TableBox } from '../Section.tsx';
import { deviceName } from './device-name.ts';
import { usageHex, usageName } from './usage-name.ts';

/** Every HID collection and serial port of the machine, with its rights and why it is read or not. */
export function DeviceTable({ devices }: { readonly devices: readonly DeviceView[] }) {
  const { t } = useTranslation();
  const sided = useSided();
  const columns = ['device', 'kind', 'path', 'rights', 'use'].map((name) => t(`devices.column.${name}`));
  return (
    <details className="device-table">
      <summary>{t('devices.all', { count: devices.length })}</summary>
      <TableBox label={t('devices.all', { count: devices.length })}>
        <Head names={columns} />
        <tbody>
          {devices.map((device) =>
            device.interfaces.map(({ kind, path, usagePage, usage, rights, use, profile, descriptor }, index) => (
              <tr key={`${path}-${index.toString()}`}>
                {index === 0 && (
                  <th scope="rowgroup" rowSpan={device.interfaces.length}>
                    {deviceName(device)}
                    {device.serialNumber !== null && <small>{t('devices.serialNumber', { number: device.serialNumber })}</small>}
                    {device.scanner !== null && <small>{sided(device.scanner.role, t('devices.scanner'))}</small>}
                    {device.mode !== null && <small>{t(`devices.mode.${device.mode.mode}`)}</small>}
                  </th>
                )}
                <td>
                  {kind === 'serial' || usagePage === null || usage === null ? t('devices.serialPort') : t(`devices.usage.${usageName(usagePage, usage)}`)}
                  {usagePage !== null && usage !== null && <small>{usageHex(usagePage, usage)}</small>}
                </td>
                <td className="path">{path}</td>
                <td>
                  {t(`devices.rights.${rights.may}`)}
                  {rights.mode !== null && <small>{`${rights.mode} ${rights.owner ?? ''}:${rights.group ?? ''}`}</small>}
                </td>
                <td>
                  {t(`devices.use.${use}`)}
                  {profile !== null && <small>{t('devices.byProfile', { profile })}</small>}
                  {descriptor !== null && <small>{t(`devices.descriptor.${descriptor.result}`)}</small>}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </TableBox>
    </details>
  );
}
