/** Recorded reports as the text of a fixture, in the form of test/vectors/scanners. Pure. Layer: scan. */
import type { RecordedReports } from './report-recorder.ts';

/** Writes a fixture. It holds no byte of a traveller's code: the recorder keeps none. */
export function toFixture({ deviceId, profile, reports, codes, torn, full }: RecordedReports, descriptor: Uint8Array | null): string {
  const fixture = {
    profile: profile.id,
    device: deviceId,
    evidence: 'measured',
    descriptor: descriptor === null ? null : Buffer.from(descriptor).toString('hex'),
    full,
    reports: reports.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
    atMs: reports.map(({ atMs }) => atMs),
    codes,
    torn,
  };
  return `${JSON.stringify(fixture, null, 2)}\n`;
}
