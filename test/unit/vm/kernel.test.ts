import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cutKernel } from '../../vm/host/kernel.ts';

/** An image with two sectors of setup and this payload. */
function image(payload: Buffer): Buffer {
  const setup = Buffer.alloc(3 * 512);
  setup.writeUInt8(2, 0x1f1);
  setup.write('HdrS', 0x202, 'latin1');
  setup.writeUInt32LE(16, 0x248);
  setup.writeUInt32LE(payload.length, 0x24c);
  return Buffer.concat([setup, Buffer.alloc(16), payload, Buffer.from('behind the payload')]);
}
const size = Buffer.alloc(4);

describe('the kernel in its image', () => {
  it.runIf(spawnSync('xz', ['--version']).status === 0)('is cut out and unpacked', () => {
    const packed = spawnSync('xz', ['--stdout'], { input: 'the kernel itself' }).stdout;
    expect(cutKernel(image(Buffer.concat([packed, size])))?.toString()).toBe('the kernel itself');
  });

  it('is left in the image where it is packed otherwise, or badly', () => {
    expect(cutKernel(image(Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.alloc(40), size])))).toBeNull();
    expect(cutKernel(image(Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.alloc(40), size])))).toBeNull();
  });

  it('is not looked for in what is no image, or one that is cut short', () => {
    const whole = image(Buffer.alloc(64));
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(4_096), whole.subarray(0, 0x250), whole.subarray(0, 3 * 512 + 20)]) expect(() => cutKernel(bytes)).toThrow(RangeError);
  });
});
