/** What the scanner doctor found out, as the contract tells it to the window. */
import type { DeviceView, TestCardView } from '../contract.ts';
import type { PhysicalDevice } from '../scan/doctor/device-list.ts';
import type { DescriptorComparison } from '../scan/pos-descriptor.ts';
import type { TestCardState } from '../scan/doctor/test-card-desk.ts';

/** Four layouts of seven fields at most; more is no descriptor of ours. */
const MAX_DIFFERENCES = 28;

export function toDeviceView({ interfaces, scanner, mode, ...device }: PhysicalDevice): DeviceView {
  return {
    ...device,
    interfaces: interfaces.map((each) => ({ ...each, rights: { ...each.rights }, descriptor: each.descriptor === null ? null : toComparison(each.descriptor) })),
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

function toComparison(compared: DescriptorComparison): DeviceView['interfaces'][number]['descriptor'] {
  return {
    result: compared.kind,
    why: compared.kind === 'unusable' ? compared.why : null,
    differences: compared.kind === 'differs' ? compared.differences.slice(0, MAX_DIFFERENCES).map((difference) => ({ ...difference })) : [],
  };
}

export function toTestCardView(state: TestCardState | null): TestCardView | null {
  if (state === null) return null;
  const { card, startedAt, tornReads, results } = state;
  return { card, startedAt, tornReads, results: results.map(({ lines, ...result }) => ({ ...result, lines: lines.map((line) => ({ ...line })) })) };
}
