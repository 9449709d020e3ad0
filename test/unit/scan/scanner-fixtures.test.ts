import { describe, expect, it } from 'vitest';
import { GENERIC_POS_PROFILE } from '../../../core/scan/device-profiles.ts';
import type { ScanDriver } from '../../../core/scan/driver.ts';
import { createScannerHub } from '../../../core/scan/scanner-hub.ts';
import { createVirtualScanner } from '../../../tools/scanner/virtual-scanner.ts';
import { createVirtualSerialScanner } from '../../../tools/scanner/virtual-serial-scanner.ts';
import { parseScannerFixture, playScannerFixture, profileOf, readFixtureReports, readScannerFixture, SCANNER_FIXTURES, type ScannerFixture } from '../../support/scanner-fixtures.ts';
import { createHeard, createStillTime, keyboardSet, PROFILES } from './support.ts';

const FIXTURES = SCANNER_FIXTURES.map((name) => ({ name, fixture: readScannerFixture(name) }));
const EVIDENCE = { measured: 3, documented: 2, assembled: 1, assumed: 1 } as const;

/** The fixture's device; a serial one has chunks of bytes in place of reports. */
function virtualScannerOf(fixture: ScannerFixture): ScanDriver & { send(reports: readonly Uint8Array[]): unknown; featureReports(): readonly Uint8Array[] } {
  const profile = profileOf(fixture, PROFILES);
  if (profile.mode !== 'serial') return createVirtualScanner(profile, fixture.descriptor === null ? {} : { reportDescriptor: fixture.descriptor });
  const [match] = profile.match;
  const port = createVirtualSerialScanner(profile.framing, { vendorId: match?.vendorId ?? null, productId: match?.productIds[0] ?? null });
  return { ...port, send: (chunks) => chunks.map((chunk) => port.send(chunk)), featureReports: () => [] };
}

describe('a fixture that is wrong', () => {
  const good = { profile: 'generic-pos', evidence: 'assembled', reports: ['0200'], codes: [], torn: [] };
  it.each([
    ['half a byte', { ...good, reports: ['020'] }],
    ['no reports', { ...good, reports: [] }],
    ['times for other reports', { ...good, atMs: [0, 1] }],
    ['an unknown key', { ...good, traveller: 'x' }],
    ['a cause that is none', { ...good, torn: ['tired'] }],
  ])('is refused with %s', (_, fixture) => {
    expect(() => parseScannerFixture(JSON.stringify(fixture))).toThrow();
    expect(parseScannerFixture(JSON.stringify(good)).reports).toHaveLength(1);
  });

  it('is refused when nobody has its profile', () => {
    expect(() => playScannerFixture(parseScannerFixture(JSON.stringify({ ...good, profile: 'nobody' })), PROFILES)).toThrow('no profile nobody');
  });
});

describe('the profiles', () => {
  const profiles = [...PROFILES, GENERIC_POS_PROFILE];

  it.each(profiles.map(({ id }) => id))('%s has a fixture, in the folder of its name', (id) => {
    expect(FIXTURES.filter(({ name, fixture }) => fixture.profile === id && name.startsWith(`${id}/`))).not.toEqual([]);
  });

  it.each(profiles.filter(({ mode }) => mode === 'hid-pos').map((profile) => [profile.id, profile] as const))('%s has a fixture as good as the evidence of its layout', (_, profile) => {
    const best = Math.max(...FIXTURES.filter(({ fixture }) => fixture.profile === profile.id).map(({ fixture }) => EVIDENCE[fixture.evidence]));
    expect(best).toBeGreaterThanOrEqual(EVIDENCE[profile.evidence.layout]);
  });

  it('have no fixture that stands for none of them or does not say where its bytes come from', () => {
    for (const { name, fixture } of FIXTURES) {
      expect(name).toBe(`${profileOf(fixture, PROFILES).id}/${name.split('/')[1] ?? ''}`);
      expect(fixture.source ?? '', name).not.toBe('');
    }
  });
});

describe('a fixture', () => {
  it.each(FIXTURES.map(({ name, fixture }) => [name, fixture] as const))('%s gives its codes and its torn reads', (_, fixture) => {
    expect(playScannerFixture(fixture, PROFILES)).toEqual({ codes: fixture.codes, torn: fixture.torn });
  });

  it('gives the same when its reports come between those of any other device', () => {
    for (const one of FIXTURES) {
      for (const other of FIXTURES) {
        const readers = [readFixtureReports(one.fixture, PROFILES), readFixtureReports(other.fixture, PROFILES)];
        while (readers.map((reader) => reader.next()).some((isLeft) => isLeft));
        expect(readers.map((reader) => reader.played()), `${one.name} and ${other.name}`).toEqual([one, other].map(({ fixture: { codes, torn } }) => ({ codes, torn })));
      }
    }
  });

  it.each(FIXTURES.map(({ name, fixture }) => [name, fixture] as const))('%s is read by the hub, which sends the feature report that it asks for and no other', async (_, fixture) => {
    const scanner = virtualScannerOf(fixture);
    const heard = createHeard();
    const time = createStillTime();
    const hub = createScannerHub({ drivers: [scanner], profiles: PROFILES, clock: time.clock, keyboard: keyboardSet(fixture.layout), listener: heard, setTimer: time.setTimer });
    await hub.start();
    await time.advance(0);
    for (const [index, report] of fixture.reports.entries()) {
      await time.advance((fixture.atMs?.[index] ?? 0) - (fixture.atMs?.[index - 1] ?? 0));
      await scanner.send([report]);
    }
    expect(heard.scans.map(({ text, symbology }) => ({ text, symbology }))).toEqual(fixture.codes);
    expect(heard.tears.map(({ cause }) => cause)).toEqual(fixture.torn);
    expect(scanner.featureReports()).toEqual(fixture.enable === undefined ? [] : [fixture.enable]);
    await hub.stop();
  });
});
