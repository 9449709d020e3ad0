/** What the scanner doctor found out, as the contract tells it to the window. */
import type { DeviceView, TestCardView } from '../contract.ts';
import type { ListedDevice } from '../scan/doctor/device-list.ts';
import type { TestCardState } from '../scan/doctor/test-card-desk.ts';

export function toDeviceView({ interfaces, scanner, mode, ...device }: ListedDevice): DeviceView {
  return {
    ...device,
    interfaces: interfaces.map((each) => ({ ...each, rights: { ...each.rights } })),
    scanner: scanner === null ? null : { ...scanner },
    mode:
      mode === null
        ? null
        : {
            vendorName: mode.vendorName,
            model: mode.model,
            mode: mode.mode,
            knownBy: mode.knownBy,
            right: mode.right,
            advice: mode.advice === null ? null : { barcodes: [...mode.advice.barcodes], setting: mode.advice.setting },
          },
  };
}

export function toTestCardView(state: TestCardState | null): TestCardView | null {
  if (state === null) return null;
  const { card, startedAt, tornReads, results } = state;
  return { card, startedAt, tornReads, results: results.map(({ lines, ...result }) => ({ ...result, lines: lines.map((line) => ({ ...line })) })) };
}
