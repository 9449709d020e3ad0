/**
 * Serial lines of the machine that the guest plays at one end and reads at the other: QEMU joins a virtio port, the far end, to a UART or to an adapter's line.
 * The names are those of the ports (virtio), and of QEMU's character devices and adapters.
 */
export const UART_LINE = 'uart';
export const ADAPTER_LINES = ['adapter-1', 'adapter-2'] as const;
export type AdapterLine = (typeof ADAPTER_LINES)[number];
export const SERIAL_LINES = [UART_LINE, ...ADAPTER_LINES] as const;
export type SerialLineName = (typeof SERIAL_LINES)[number];
