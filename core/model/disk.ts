/** Room on the terminal's disk. `low`: nothing is converted, verdicts go on. `full`: no record can be kept for certain, so no verdict is shown either. */
export const DISK_STATES = ['ok', 'low', 'full'] as const;
export type DiskState = (typeof DISK_STATES)[number];
