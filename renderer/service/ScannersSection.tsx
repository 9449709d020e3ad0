import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reply } from '../../core/contract.ts';
import { layoutsOf } from '../ui/keyboard-damage.ts';
import { shortTime, usbId, whole } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { DeviceAdvice } from './doctor/DeviceAdvice.tsx';
import { DeviceTable } from './doctor/DeviceTable.tsx';
import { TestCard } from './doctor/TestCard.tsx';
import { useSided } from '../ui/use-sided.ts';
import { RawReports } from './RawReports.tsx';
import { Head, Section, TableBox } from './Section.tsx';

/** What node-hid's prebuilt binary links on Debian. */
const LIBRARY = 'libusb-1.0-0';
const INSTALL_LIBRARY = `sudo apt-get install ${LIBRARY}`;

interface Props {
  readonly view: Reply<'service:scanners'> | null;
  readonly devices: Reply<'service:devices'> | null;
}

/** Every scanner seen, its state and counts, what is wrong with it, a test card, and on demand its raw reports and all other devices. */
export function ScannersSection({ view, devices }: Props) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const sided = useSided();
  const [watching, setWatching] = useState(false);
  const scanners = view?.scanners ?? null;
  const columns = ['product', 'id', 'mode', 'profile', 'state', 'read', 'torn', 'last'].map((name) => t(`scanners.${name}`));
  return (
    <Section name="scanners" ready={scanners !== null}>
      {view?.driverFaults.map(({ code, detail }) => (
        <p key={`${code}-${detail}`} className="is-bad">
          {t(`scanners.driverFault.${code}`)}
          <small>{detail}</small>
          {code === 'driver-missing' && detail.includes(LIBRARY) && <code>{INSTALL_LIBRARY}</code>}
        </p>
      ))}
      {scanners?.length === 0 && <p>{t('scanners.none')}</p>}
      {view?.missingRoles.map((role) => (
        <p key={role} className="is-bad">
          {sided(role, t('scanners.missing'))}
        </p>
      ))}
      {scanners !== null && scanners.length > 0 && (
        <TableBox label={t('service.section.scanners')}>
          <Head names={columns} />
          <tbody>
            {scanners.map((scanner) => (
              <tr key={scanner.deviceId}>
                <th scope="row">
                  {sided(scanner.role, scanner.product)}
                  <small>{scanner.deviceId}</small>
                </th>
                <td>{scanner.vendorId === null || scanner.productId === null ? '–' : usbId(scanner.vendorId, scanner.productId)}</td>
                <td>{t(`scanners.modes.${scanner.mode}`)}</td>
                <td>{scanner.profile}</td>
                <td className={scanner.state === 'ready' && scanner.damage === null ? 'is-good' : 'is-bad'}>
                  {t(`scannerState.${scanner.state}`)}
                  {scanner.detail !== null && <small>{scanner.detail}</small>}
                  {scanner.damage !== null && <small>{t(`scanners.damage.${scanner.damage.cause}`, layoutsOf(scanner.damage))}</small>}
                </td>
                <td>{whole(scanner.codesRead)}</td>
                <td>{whole(scanner.tornReads)}</td>
                <td>{scanner.lastReadAt === null ? '–' : shortTime(scanner.lastReadAt, now)}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
      {devices?.devices.map((device) => (
        <DeviceAdvice key={`${device.interfaces[0]?.path ?? ''}-${device.serialNumber ?? ''}`} device={device} />
      ))}
      {devices !== null && <DeviceTable devices={devices.devices} />}
      <TestCard />
      <button type="button" aria-pressed={watching} onClick={() => setWatching(!watching)}>
        {t(watching ? 'scanners.stop' : 'scanners.watch')}
      </button>
      {watching && <RawReports />}
    </Section>
  );
}
