import type { DeviceView } from '../../../core/contract.ts';
import { usbId } from '../../ui/format.ts';

/** A device by its own words, or its maker's name, with its USB ids; its path where it has neither. */
export function deviceName({ manufacturer, product, vendorId, productId, mode, interfaces }: DeviceView): string {
  const words = [product.startsWith(manufacturer) ? '' : manufacturer, product].filter((word) => word !== '').join(' ');
  const named = words === '' ? (mode?.vendorName ?? '') : words;
  const ids = vendorId === null || productId === null ? (interfaces[0]?.path ?? '') : usbId(vendorId, productId);
  return named === '' ? ids : `${named} (${ids})`;
}
