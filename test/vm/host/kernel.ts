/** The kernel itself, cut out of its self-extracting image: QEMU starts it by PVH at once, where the guest would take two to three seconds to unpack it. */
import { spawnSync } from 'node:child_process';

/** Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header": offsets into the image. */
const SETUP_SECTORS_AT = 0x1f1;
const MAGIC_AT = 0x202;
const MAGIC = 'HdrS';
const PAYLOAD_OFFSET_AT = 0x248;
const PAYLOAD_LENGTH_AT = 0x24c;
const SECTOR_BYTES = 512;
/** The build appends the unpacked size, 4 bytes, to the compressed stream. */
const SIZE_BYTES = 4;
const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);
const MAX_KERNEL_BYTES = 512 * 1_048_576;

/**
 * @param bzImage - a bzImage of boot protocol 2.08 or later.
 * @returns the ELF file; null when it is packed with something other than xz, or there is no xz here: QEMU starts the image as it is, more slowly.
 * @throws {RangeError} when it is no such image.
 */
export function cutKernel(bzImage: Buffer): Buffer | null {
  if (bzImage.length < PAYLOAD_LENGTH_AT + 4 || bzImage.toString('latin1', MAGIC_AT, MAGIC_AT + 4) !== MAGIC) throw new RangeError('expected a bzImage: no HdrS magic');
  const from = (bzImage.readUInt8(SETUP_SECTORS_AT) + 1) * SECTOR_BYTES + bzImage.readUInt32LE(PAYLOAD_OFFSET_AT);
  const length = bzImage.readUInt32LE(PAYLOAD_LENGTH_AT);
  if (length < SIZE_BYTES || from + length > bzImage.length) throw new RangeError(`expected a payload inside the image of ${bzImage.length} bytes, found ${length} at ${from}`);
  const packed = bzImage.subarray(from, from + length - SIZE_BYTES);
  if (!packed.subarray(0, XZ_MAGIC.length).equals(XZ_MAGIC)) return null;
  const { status, stdout } = spawnSync('xz', ['--decompress', '--stdout', '--single-stream'], { input: packed, maxBuffer: MAX_KERNEL_BYTES });
  return status === 0 ? stdout : null;
}
