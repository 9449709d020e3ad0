/** The report fixtures of test/vectors/scanners: their form, and what the terminal makes of one. The scanner doctor exports the same form. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { monotonicMs } from '../../core/model/units.ts';
import type { Assembled, Assembler } from '../../core/scan/assembler.ts';
import { type DeviceProfile, type DeviceProfiles, GENERIC_POS_PROFILE } from '../../core/scan/device-profiles.ts';
import { layoutsByDescriptor } from '../../core/scan/pos-descriptor.ts';
import { createAssembler } from '../../core/scan/create-assembler.ts';

const Hex = z
  .string()
  .regex(/^([0-9a-f]{2})*$/, 'expected bytes in lower-case hex')
  .transform((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

const FixtureSchema = z
  .strictObject({
    /** Profile id; `generic-pos` for a device that no profile names. */
    profile: z.string(),
    /** The device it was recorded of, as the service workspace names it. */
    device: z.string().optional(),
    /** Keyboard mode: the layout that the scanner types in. */
    layout: z.enum(['us', 'pt']).default('us'),
    /** `measured`: bytes of a real device; `documented`: positions and values of a maker's manual; `assembled`: neither. */
    evidence: z.enum(['measured', 'documented', 'assembled']),
    /** Where the bytes come from. An export has none. */
    source: z.string().optional(),
    /** Feature report that the terminal must send after opening, its id first; none by default. */
    enable: Hex.optional(),
    /** The device's report descriptor, where the system gave it. */
    descriptor: Hex.nullable().default(null),
    /** The recording was full before the session ended. */
    full: z.boolean().default(false),
    /** As hidraw delivers them: report id first, where the device numbers its reports. Of a serial line: its bytes, in chunks as they came. */
    reports: z.array(Hex).min(1),
    /** Arrival of each report, milliseconds since the first; all at once by default. */
    atMs: z.array(z.number().min(0)).optional(),
    /** What must come out; text with one character per byte. */
    codes: z.array(z.strictObject({ text: z.string(), symbology: z.string().nullable() })),
    /** Causes of the codes that must be given up. */
    torn: z.array(z.enum(['gap', 'garbled', 'overflow', 'lost'])),
  })
  .refine(({ reports, atMs }) => atMs === undefined || atMs.length === reports.length, 'expected a time for each report');
export type ScannerFixture = z.output<typeof FixtureSchema>;

const DIRECTORY = fileURLToPath(new URL('../vectors/scanners/', import.meta.url));

/** Parses the text of a fixture. @throws when it is none. */
export const parseScannerFixture = (text: string): ScannerFixture => FixtureSchema.parse(JSON.parse(text));
/** @param name - profile and file, such as `honeywell-pos/62-bytes`. */
export const readScannerFixture = (name: string): ScannerFixture => parseScannerFixture(readFileSync(`${DIRECTORY}${name}.json`, 'utf8'));
/** Names of all fixtures. */
export const SCANNER_FIXTURES: readonly string[] = readdirSync(DIRECTORY, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(`${DIRECTORY}${name}`).map((file) => `${name}/${file.replace(/\.json$/, '')}`))
  .sort();

/** What came out of a fixture's reports. */
export interface Played {
  readonly codes: ScannerFixture['codes'];
  readonly torn: ScannerFixture['torn'];
}

/** A fixture's device that is read report by report. */
export interface FixtureReader {
  /** Takes the next report. @returns false when there is none left. */
  next(): boolean;
  played(): Played;
}

/** @throws when the fixture's profile is not among the profiles. */
export function profileOf(fixture: ScannerFixture, profiles: DeviceProfiles): DeviceProfile {
  const profile = [...profiles, GENERIC_POS_PROFILE].find(({ id }) => id === fixture.profile);
  if (profile === undefined) throw new Error(`no profile ${fixture.profile}`);
  return profile;
}

/** Begins to read a fixture as the hub reads its device, without the hub. */
export function readFixtureReports(fixture: ScannerFixture, profiles: DeviceProfiles): FixtureReader {
  const assembler: Assembler = createAssembler(layoutsByDescriptor(profileOf(fixture, profiles), fixture.descriptor), fixture.layout);
  const results: Assembled[] = [];
  let index = 0;
  return {
    next() {
      const report = fixture.reports[index];
      if (report === undefined) return false;
      results.push(...assembler.push(report, monotonicMs(fixture.atMs?.[index] ?? 0)));
      index += 1;
      return true;
    },
    played: () => ({
      codes: results.flatMap((result) => (result.kind === 'code' ? [{ text: result.text, symbology: result.symbology }] : [])),
      torn: results.flatMap((result) => (result.kind === 'torn' ? [result.cause] : [])),
    }),
  };
}

/** Reads a fixture to its end. */
export function playScannerFixture(fixture: ScannerFixture, profiles: DeviceProfiles): Played {
  const reader = readFixtureReports(fixture, profiles);
  while (reader.next());
  return reader.played();
}
