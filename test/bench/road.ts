/**
 * Benchmark `road`: a code's whole way through the real engine, in HID reports of 64 bytes, with the journal row and the
 * sealed row on disk (synchronous=FULL), then the same parts one by one, beside the machine's own floors.
 */
import { verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCode } from '../../core/codes/read-code.ts';
import { parseConversionDetails } from '../../core/convert/details.ts';
import { parseSealingKey, sealRecord } from '../../core/convert/seal.ts';
import { toMainlandRecord } from '../../core/convert/to-mainland-record.ts';
import type { Facts } from '../../core/model/facts.ts';
import { monotonicMs, utcMillis } from '../../core/model/units.ts';
import { judge } from '../../core/rules/judge.ts';
import { toKeptTraveller } from '../../core/rules/kept-facts.ts';
import { GENERIC_POS_PROFILE } from '../../core/scan/device-profiles.ts';
import { createPosAssembler } from '../../core/scan/pos-framing.ts';
import { openStore } from '../../core/store/open-store.ts';
import { systemClock } from '../../core/system-clock.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';
import { openDrill } from '../../tools/drill/drill.ts';
import { encodePosReports } from '../../tools/scanner/pos-reports.ts';
import { conversionEntry, journalEntry, sealedRecord } from '../support/records.ts';
import { distributionOf, openFloor, timed } from './measure.ts';
import { MACHINE, timingsResult } from './result.ts';
import { openRoad } from './road/open-road.ts';
import type { BenchResult } from './result.ts';

const WARM_UP = 200;

export async function road(scans: number): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'portas-bench-'));
  try {
    const whole = await runWholeRoad(dir, scans);
    const parts = await runParts(dir, scans);
    const timings = Object.fromEntries(
      Object.entries({ ...whole, ...parts.samples }).map(([name, samples]) => [name, distributionOf(samples.slice(Math.min(WARM_UP, samples.length >> 1)))]),
    );
    const p50 = (name: string): number => timings[name]?.p50 ?? Number.NaN;
    const judged = p50('decode') + p50('verify') + p50('rules');
    return timingsResult({
      name: 'road',
      machine: `${MACHINE}, code of ${parts.codeLength} characters in ${parts.reports} reports`,
      timings,
      ratios: {
        'commit of a scan / fdatasync floor': p50('commit scan') / p50('floor: 4 KiB + fdatasync'),
        'decode + verify / bare verify': (p50('decode') + p50('verify')) / p50('floor: bare Ed25519 verify'),
      },
      targets: [
        { what: 'last report to verdict, record on disk, p99', value: timings['report to verdict']?.p99 ?? Number.NaN, limit: 30, unit: 'ms' },
        { what: 'verification (decode + verify + rules), p50', value: judged, limit: 3, unit: 'ms' },
      ],
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Through the real engine, as a window sees it; the gateway takes the records meanwhile. */
async function runWholeRoad(dir: string, scans: number): Promise<Record<string, number[]>> {
  const road = await openRoad(join(dir, 'terminal'));
  const samples: Record<string, number[]> = {};
  for (let scan = 0; scan < scans; scan++) {
    for (const [name, ms] of Object.entries(await road.travel())) (samples[name] ??= []).push(Number(ms));
  }
  await road.close();
  return samples;
}

/** The same steps one by one on the same sort of codes. */
async function runParts(dir: string, scans: number) {
  const drill = await openDrill({
    dataDir: join(dir, 'parts'),
    language: 'en',
    seed: 'parts',
    state: { auto: false, gateway: 'down', scanner: 'plugged' },
    rereadSeconds: 0.5,
    clock: systemClock,
    log: () => undefined,
  });
  const { keys, rules, settings } = drill.parts;
  const store = openStore(join(dir, 'parts.db'));
  const floor = openFloor(dir);
  const at = systemClock.now();
  const sealingKey = parseSealingKey(drill.gateway.sealingKey);
  const samples: Record<string, number[]> = { framing: [], decode: [], verify: [], rules: [], convert: [], seal: [], 'commit scan': [], 'commit conversion': [], 'floor: 4 KiB + fdatasync': [], 'floor: bare Ed25519 verify': [] };
  const of = (name: string): number[] => (samples[name] ??= []);
  let codeLength = 0;
  let reportCount = 0;
  for (let scan = 0; scan < scans; scan++) {
    const text = drill.goodCode(at);
    const reports = encodePosReports(GENERIC_POS_PROFILE, text);
    codeLength = text.length;
    reportCount = reports.length;
    const assembler = createPosAssembler(GENERIC_POS_PROFILE);
    timed(of('framing'), () => reports.forEach((report, index) => assembler.push(report, monotonicMs(index))));
    let facts: Facts | null = null;
    const read = timed(of('decode'), () => {
      const result = readCode(text);
      if (result.ok) {
        const understood = result.format.toFacts(result.envelope);
        facts = understood.ok ? understood.value : null;
      }
      return result;
    });
    const known = facts as Facts | null;
    if (!read.ok || known === null) throw new Error('a good code could not be read');
    const verification = timed(of('verify'), () => verifyEnvelope(read.envelope, keys, 'health-code', at));
    if (verification.status !== 'valid') throw new Error('a good code did not verify');
    const key = keys.findKey(read.envelope.issuer ?? '', read.envelope.keyId)?.publicKey;
    if (key === undefined) throw new Error('no key');
    timed(of('floor: bare Ed25519 verify'), () => verify(null, read.envelope.signedBytes, key, read.envelope.signature));
    timed(of('rules'), () => judge(known, { at, ruleSet: rules, direction: 'to-guangdong', port: 'barrier-gate' }));
    const entered = { permitNumber: 'M12345678', birthDate: '1980-01-01', phone: '66123456', destinationCity: '440400', destinationAddress: '' };
    const scanRow = journalEntry({ at: utcMillis(at + scan), forRehearsal: toKeptTraveller(known, at) });
    const sealedTemplate = sealedRecord();
    const converted = timed(of('convert'), () => {
      const details = parseConversionDetails(entered, { ...known, documents: [], holder: { ...known.holder, birthDate: null } }, at);
      return details.ok ? toMainlandRecord(known, details.value, { recordId: sealedTemplate.recordId, terminalId: settings.terminal.id, at }) : null;
    });
    if (converted?.ok !== true) throw new Error('a good code could not be converted');
    const sealed = timed(of('seal'), () => sealRecord(converted.record, sealingKey, at));
    timed(of('floor: 4 KiB + fdatasync'), () => floor.write());
    timed(of('commit scan'), () => store.journal.recordScan(scanRow));
    timed(of('commit conversion'), () => store.journal.recordConversion(conversionEntry(sealed.recordId, scanRow, at), sealed));
  }
  store.close();
  floor.close();
  await drill.stop();
  return { samples, codeLength, reports: reportCount };
}
