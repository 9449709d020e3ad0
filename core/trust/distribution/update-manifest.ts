/**
 * The signed target `updates/*.json`: which program file is the version to install on a platform. It names the file by length and hash and never holds it, so
 * it is small. Format: docs/formats/trust-set.md, section 2. Layer: trust.
 */
import * as z from 'zod';
import { PortasFault } from '../../model/fault.ts';
import { parseVersion } from '../../model/version.ts';
import { describeIssue } from '../key-set.ts';

/** A manifest takes some 200 bytes. */
export const MAX_UPDATE_MANIFEST_BYTES = 64 * 1_024;
/** Above any installer of a program of this kind, which has some 120 MB. */
const MAX_UPDATE_BYTES = 1_024 * 1_024 * 1_024;
/** As Node names systems and processors. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-x64', 'darwin-arm64'] as const;

const UpdateManifestFile = z.strictObject({
  version: z.string().refine((text) => parseVersion(text) !== null, 'expected a version like 1.2.0'),
  platform: z.enum(PLATFORMS),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 small hexadecimal digits'),
  length: z.int('expected a number of bytes').min(1, 'expected 1 byte at least').max(MAX_UPDATE_BYTES, `expected at most ${MAX_UPDATE_BYTES} bytes`),
});

export type UpdateManifest = Readonly<z.infer<typeof UpdateManifestFile>>;

/**
 * @param json - the parsed file.
 * @param origin - for messages.
 * @throws PortasFault `key-set-invalid`, naming origin and field.
 */
export function parseUpdateManifest(json: unknown, origin: string): UpdateManifest {
  const parsed = UpdateManifestFile.safeParse(json);
  if (!parsed.success) throw new PortasFault('key-set-invalid', `${origin}: ${describeIssue(parsed.error.issues)}`);
  return parsed.data;
}
