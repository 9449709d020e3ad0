import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { FORMAT_IDS } from '../../../core/model/format.ts';
import { runCampaign } from '../../../tools/fuzz/campaign.ts';
import { makeCase } from '../../../tools/fuzz/case.ts';
import { openBench, run } from '../../../tools/fuzz/cli.ts';
import type { Check, Subject } from '../../../tools/fuzz/properties.ts';

/** Enough to reach every stage of every format a dozen times; a number, not a time, so that every machine runs the same cases. */
const CASES = 2_400;
const SEED = 'unit';
/** Some seconds on a quiet machine. */
const PATIENT = { timeout: 60_000 };
const bench = openBench();
const { plan, desk } = bench;
/** The check of a desk that is broken somewhere. */
const broken = (change: Partial<Subject>) => bench.checkOf({ ...desk, ...change });
const findFailure = async (check: Check, cases = CASES, of = plan) => (await runCampaign(of, check, { seed: SEED, cases })).failure;

async function command(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await run(args, { out: (line) => out.push(line), err: (line) => err.push(line) }, () => bench);
  return { exit, out, err };
}

describe('the desk', PATIENT, () => {
  it('keeps every promise, and the cases reach every stage of every format', async () => {
    const report = await runCampaign(plan, bench.checkOf(desk), { seed: SEED, cases: CASES });
    expect(report.faults).toEqual([]);
    expect(report.cases).toBe(CASES);
    expect([...new Set(report.stages.map(({ format }) => format))]).toEqual(FORMAT_IDS);
    expect(report.stages.filter(({ cases }) => cases < 10)).toEqual([]);
    // Behind the signature as well: by the vectors' own, and by test keys.
    expect(report.stages.filter(({ stage, verified }) => stage === 'claims' && verified < 4)).toEqual([]);
    for (const reason of ['pass', 'code-malformed', 'code-too-large', 'format-unknown', 'recognised-not-accepted', 'signature-mismatch', 'algorithm-mismatch', 'key-unknown', 'code-not-yet-valid', 'code-expired', 'colour-unrecognised', 'colour-red', 'test-missing', 'no code']) {
      expect(report.reasons[reason], reason).toBeGreaterThan(0);
    }
  });
});

describe('a broken desk is found out', PATIENT, () => {
  it('that takes every signature', async () => {
    const failure = await findFailure(
      broken({
        examine: (text, at) => {
          const examination = desk.examine(text, at);
          const read = readCode(text);
          const facts = read.ok ? read.format.toFacts(read.envelope) : null;
          return facts?.ok === true ? { ...examination, facts: facts.value, verdict: { outcome: 'pass', reasons: [], ruleSet: null } } : examination;
        },
      }),
    );
    expect(failure?.violation.property).toMatch(/^(?:forged|pass)$/);
  });

  it('that takes the vectors for genuine and another signature for theirs', async () => {
    const check = broken({
      examine: (text, at) => {
        const examination = desk.examine(text, at);
        const read = readCode(text);
        const facts = read.ok && examination.verdict.reasons[0]?.code === 'signature-mismatch' ? read.format.toFacts(read.envelope) : null;
        return facts?.ok === true ? { ...examination, facts: facts.value } : examination;
      },
    });
    const failure = await findFailure(check, CASES, { ...plan, stations: plan.stations.filter(({ stage }) => stage === 'signature') });
    expect(failure?.violation.property).toBe('forged');
  });

  it('that throws on a character, cut down to it', async () => {
    const failure = await findFailure(
      broken({
        examine: (text, at) => {
          if (text.includes('\u2028')) throw new TypeError('cannot read a line separator');
          return desk.examine(text, at);
        },
      }),
      20_000,
    );
    expect(failure?.violation).toEqual({ property: 'exception', detail: 'TypeError: cannot read a line separator' });
    // A prefix that its layer never changes may stay.
    expect(JSON.parse(failure?.minimised ?? '')).toMatch(/^[A-Za-z0-9:/]{0,8}\u2028$/);
  });

  it('that is slow every time, but not one that was slow once', () => {
    // Slowness is counted in processor time, which a busy machine does not lengthen.
    const work = (milliseconds: number): void => {
      const before = process.cpuUsage();
      for (let used = process.cpuUsage(before); used.user + used.system < milliseconds * 1_000; used = process.cpuUsage(before));
    };
    const first = makeCase(plan, SEED, 1);
    const violationOf = (check: Check) => check(first.toInput(first.value), first).violation;
    let calls = 0;
    const slow = (always: boolean) =>
      broken({
        examine: (text, at) => {
          if (always || calls++ === 0) work(60);
          return desk.examine(text, at);
        },
      });
    expect(violationOf(slow(true))?.property).toBe('slow');
    expect(violationOf(slow(false))).toBeNull();
  });

  it('that shows what misleads, or passes a code out of its time', () => {
    // Signed anew, so that nothing is forged.
    const cases = Array.from({ length: 3_000 }, (_, number) => makeCase(plan, SEED, number)).filter(({ signed }) => signed);
    const violationWith = (change: object) => {
      const check = broken({
        examine: (text, at) => {
          const examination = desk.examine(text, at);
          return examination.facts === null ? examination : { ...examination, facts: { ...examination.facts, ...change } };
        },
      });
      for (const made of cases) {
        const { violation } = check(made.toInput(made.value), made);
        if (violation !== null) return violation;
      }
      return null;
    };
    expect(violationWith({ colour: 'a\u202eb' })).toEqual({ property: 'unsound', detail: 'facts.colour: characters that mislead' });
    expect(violationWith({ expiresAt: Number.NaN })).toEqual({ property: 'unsound', detail: 'facts.expiresAt: no whole number' });
    expect(violationWith({ recoveries: [{ firstPositiveOn: '2022-02-30', validFrom: null, validUntil: null }] })).toEqual({ property: 'unsound', detail: 'facts.recoveries.0.firstPositiveOn: no day of the calendar' });
    expect(violationWith({ issuedAt: Date.UTC(2090, 0, 1) })).toEqual({ property: 'pass', detail: 'a pass outside the time of the code' });
  });

  it('that makes other codes of whole reports, or throws on them', async () => {
    const lost = broken({ assemble: (profile, reports) => desk.assemble(profile, reports).map((text) => text.slice(0, 500)) });
    expect((await findFailure(lost))?.violation.property).toBe('framing');
    const thrown = broken({
      assemble: () => {
        throw new RangeError('out of bounds');
      },
    });
    expect((await findFailure(thrown, 1))?.violation).toEqual({ property: 'exception', detail: 'RangeError: out of bounds' });
  });

  it('that keeps what it read', async () => {
    const kept: Buffer[] = [];
    const check = broken({
      examine: (text, at) => {
        kept.push(Buffer.alloc(200_000));
        return desk.examine(text, at);
      },
    });
    const { faults } = await runCampaign(plan, check, { seed: SEED, cases: 1_000 });
    expect(kept.length).toBeGreaterThan(0);
    expect(faults).toEqual([expect.stringMatching(/^the heap grew by \d+ bytes$/)]);
  });
});

describe('cases', PATIENT, () => {
  it('are the same for the same seed and number, in whatever order, and others for others', () => {
    const again = openBench().plan;
    const inputOf = (of: typeof plan, seed: string, number: number) => {
      const made = makeCase(of, seed, number);
      return JSON.stringify(made.toInput(made.value));
    };
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const forwards = numbers.map((number) => inputOf(plan, 'a', number));
    const backwards = numbers.toReversed().map((number) => inputOf(again, 'a', number));
    expect(backwards.toReversed()).toEqual(forwards);
    const others = numbers.map((number) => inputOf(plan, 'b', number));
    expect(others.filter((input, index) => input === forwards[index]).length).toBeLessThan(20);
  });

  it('with fewer edits are the same case', () => {
    const made = Array.from({ length: 200 }, (_, number) => makeCase(plan, SEED, number)).find(({ edits }) => edits.length === 3);
    expect(made && makeCase(plan, SEED, made.number, 1).edits).toEqual(made?.edits.slice(0, 1));
  });
});

describe('npm run fuzz', PATIENT, () => {
  it('counts by format and stage, as text and as JSON', async () => {
    const text = await command('--cases', '150', '--seed', SEED);
    expect(text.exit).toBe(0);
    expect(text.out.filter((line) => line.includes(' cases, '))).toHaveLength(plan.stages.length);
    expect(text.out.at(-1)).toBe('every promise held');
    const json = await command('--cases', '150', '--seed', SEED, '--json');
    expect(JSON.parse(json.out.join(''))).toMatchObject({ seed: SEED, cases: 150, faults: [], failure: null });
  });

  it('shows one case', async () => {
    const { exit, out } = await command('--seed', SEED, '--case', '7');
    expect(exit).toBe(0);
    expect(out[0]).toMatch(/^case 7 of seed unit: /);
    expect(out.at(-1)).toBe('every promise held');
  });

  it('fails when a stage is not reached', async () => {
    const { exit, out } = await command('--cases', '3');
    expect(exit).toBe(1);
    expect(out.join('\n')).toMatch(/failed: no case reached NZCP signature/);
  });

  it('fails, shows the case and how to have it again when a promise is broken', async () => {
    const out: string[] = [];
    const throwing: Subject = {
      ...desk,
      examine: () => {
        throw new Error('broken');
      },
    };
    const open = () => ({ ...bench, desk: throwing });
    const output = { out: (line: string) => out.push(line), err: () => undefined };
    expect(await run(['--seed', SEED], output, open)).toBe(1);
    expect(out.join('\n')).toMatch(/exception: Error: broken\ninput: [^\n]+\ncut down[^\n]+\nagain: npm run fuzz -- --seed "unit" --case \d+/);
    expect(await run(['--seed', SEED, '--case', '1'], output, open)).toBe(1);
    expect(out.at(-1)).toBe('exception: Error: broken');
  });

  it.each([[['--seconds', '0']], [['--seconds', 'x']], [['--case', '-1']], [['--frobnicate']], [['extra']]])('exits with 1 for %j', async (args) => {
    expect((await command(...args)).exit).toBe(1);
  });

  it('explains itself', async () => {
    expect((await command('--help')).exit).toBe(0);
  });
});
