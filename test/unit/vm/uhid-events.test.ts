import { describe, expect, it } from 'vitest';
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR } from '../../vm/guest/descriptors.ts';
import { decodeEvent, encodeCreate, encodeInput, encodeReply, UHID_EVENT_BYTES } from '../../vm/guest/uhid-events.ts';

const event = (change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.alloc(UHID_EVENT_BYTES);
  change(bytes);
  return bytes;
};

describe('events of /dev/uhid', () => {
  it('create a device where the kernel’s header has each field', () => {
    const bytes = encodeCreate({ name: 'Scanner', serialNumber: 'S-1', vendorId: 0x0c2e, productId: 0x0b81, descriptor: POS_DESCRIPTOR });
    expect([bytes.readUInt32LE(0), bytes.readUInt16LE(260), bytes.readUInt16LE(262), bytes.readUInt32LE(264), bytes.readUInt32LE(268)]).toEqual([11, 98, 3, 0x0c2e, 0x0b81]);
    expect([bytes.toString('utf8', 4, 11), bytes.toString('utf8', 196, 199)]).toEqual(['Scanner', 'S-1']);
    expect(bytes.subarray(280, 280 + 98)).toEqual(Buffer.from(POS_DESCRIPTOR));
    expect(KEYBOARD_DESCRIPTOR).toHaveLength(65);
    expect(() => encodeCreate({ name: '', serialNumber: '', vendorId: 1, productId: 1, descriptor: new Uint8Array(4_097) })).toThrow(RangeError);
  });

  it('carry reports and answers', () => {
    expect(encodeInput(Uint8Array.of(2, 1, 65)).toString('hex')).toBe('0c0000000300020141');
    expect(encodeReply('set-report', 7, 32).toString('hex')).toBe('0e000000070000002000' + '0000');
    expect(encodeReply('get-report', 7, 5).readUInt32LE(0)).toBe(10);
  });

  it('are told apart', () => {
    expect(decodeEvent(event((bytes) => bytes.writeUInt32LE(4, 0)))).toEqual({ kind: 'open' });
    expect(decodeEvent(event((bytes) => bytes.writeUInt32LE(5, 0)))).toEqual({ kind: 'close' });
    expect(decodeEvent(event((bytes) => bytes.writeUInt32LE(2, 0)))).toEqual({ kind: 'other' });
    const set = event((bytes) => {
      bytes.writeUInt32LE(13, 0);
      bytes.writeUInt32LE(9, 4);
      bytes.writeUInt8(254, 8);
      bytes.writeUInt16LE(2, 10);
      bytes.set([254, 1], 12);
    });
    expect(decodeEvent(set)).toEqual({ kind: 'set-report', id: 9, reportType: 'feature', data: Uint8Array.of(254, 1) });
  });
});
