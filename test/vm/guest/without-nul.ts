import type { DeviceConnection, ScanDriver } from '../../../core/scan/driver.ts';

/** The same driver, its NUL bytes taken out: a break on a line is not seen then. */
export function withoutNul(driver: ScanDriver): ScanDriver {
  return {
    list: () => driver.list(),
    async open(info, line): Promise<DeviceConnection> {
      const connection = await driver.open(info, line);
      return { ...connection, onReport: (receive) => connection.onReport((bytes) => receive(bytes.filter((byte) => byte !== 0))) };
    },
  };
}
