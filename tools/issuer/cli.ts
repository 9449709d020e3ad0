/**
 * `npm run issuer -- ...`: keys, codes, bad codes and key sets from the command line.
 * Codes go to standard output, one a line; everything else goes to files or standard error. Exit code 0 when done, 1 for an error of use or of a file.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { renderSVG } from 'uqr';
import { STAFF_NUMBER_PATTERN } from '../../core/codes/badge.ts';
import { MO1_CODE_ID_BYTES } from '../../core/codes/limits.ts';
import { type Role, ROLES } from '../../core/model/staff.ts';
import { parseKeySet } from '../../core/trust/key-set.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { BAD_CODE_NAMES, expectedReason, makeBadCode } from './bad-codes.ts';
import { encodeBadge } from './encode-badge.ts';
import { encodeMo1 } from './encode-mo1.ts';
import type { ForeignClaims } from './foreign-claims.ts';
import type { ForeignIssuer } from './foreign-issuer.ts';
import { createForeignWorkshop, foreignFaults, sampleForeignClaims } from './foreign-workshop.ts';
import type { ForeignWorkshop } from './foreign-workshop.ts';
import { buildKeySet } from './key-set-file.ts';
import { generateSigner, readKeyFile, writeKeyFile } from './keys.ts';
import { createRandom } from './random.ts';
import { sampleTraveller } from './sample-travellers.ts';
import { buildVectors } from './vectors.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

/** Where output goes, so that tests can listen. */
export interface Output {
  out(line: string): void;
  err(text: string): void;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_COUNT = 100_000;

/**
 * Runs the command line.
 * @param args - without the program's own two.
 * @returns the exit code.
 */
export function run(args: readonly string[], output: Output): number {
  try {
    createProgram(output).parse([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said its part already, help included.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    output.err(`issuer: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function createProgram(output: Output): Command {
  const program = new Command('issuer').description('Makes issuer keys, codes, bad codes, staff badges and key sets, to try a terminal with.');
  program.exitOverride().configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text) });
  addKeys(program, output);
  addCode(program, output);
  addBad(program, output);
  addBadge(program, output);
  addKeySet(program, output);
  addForeign(program, output);
  addForeignKeys(program, output);
  addVectors(program, output);
  return program;
}

function addKeys(program: Command, output: Output): void {
  program
    .command('keys')
    .description('make an Ed25519 key pair; the file is a secret and is never overwritten')
    .requiredOption('--issuer <id>', 'issuer, 1 to 32 letters, digits or .:-')
    .requiredOption('--out <file>', 'key file to write, mode 0600')
    .action((options: { issuer: string; out: string }) => {
      const signer = generateSigner(options.issuer);
      writeKeyFile(options.out, signer);
      output.out(`${options.out}: key ${signer.keyId} of ${signer.issuer}`);
    });
}

function addCode(program: Command, output: Output): void {
  program
    .command('code')
    .description('write codes of sample travellers')
    .addOption(new Option('--key <file>', 'key file to sign with').conflicts('workshop'))
    .option('--workshop <seed>', 'sign with the good key of the workshop of this seed')
    .option('--seed <text>', 'the same seed makes the same travellers', '1')
    .option('--count <n>', 'how many', parseCount, 1)
    .option('--colour <word>', 'the issuer’s colour', 'green')
    .option('--sub-code <word>', 'the issuer’s sub-code')
    .option('--at <time>', 'UTC time the codes are meant for, like 2026-01-31T08:00:00Z; now when left out', parseTime)
    .option('--valid-hours <n>', 'hours from issue to expiry', parseCount, 24)
    .option('--qr <file>', 'write the code as an SVG picture as well; only for one code')
    .action((options: { key?: string; workshop?: string; seed: string; count: number; colour: string; subCode?: string; at?: UtcMillis; validHours: number; qr?: string }) => {
      if (options.qr !== undefined && options.count !== 1) throw new Error('--qr: expected one code, not several');
      const at = options.at ?? now();
      const signer = options.key === undefined ? workshopOf(options.workshop, at).signer : readKeyFile(options.key);
      const random = createRandom(options.seed);
      for (let i = 0; i < options.count; i++) {
        const claims = sampleTraveller(random, { issuer: signer.issuer, at });
        const text = encodeMo1(
          {
            ...claims,
            colour: options.colour,
            subCode: options.subCode ?? claims.subCode,
            expiresAt: utcMillis(claims.issuedAt + options.validHours * HOUR_MS),
          },
          signer,
        );
        deliver(text, options.qr, output);
      }
    });
}

function addBad(program: Command, output: Output): void {
  program
    .command('bad')
    .description('write a code that a terminal must not pass, or list the kinds with the reason expected for each')
    .argument('[kind]', 'kind of fault; without one, the kinds are listed')
    .option('--workshop <seed>', 'whose keys: the key set of the same seed goes with it', 'drill')
    .option('--seed <text>', 'the same seed makes the same traveller', '1')
    .option('--at <time>', 'UTC time the code is meant for; now when left out', parseTime)
    .option('--qr <file>', 'write the code as an SVG picture as well')
    .action((kind: string | undefined, options: { workshop: string; seed: string; at?: UtcMillis; qr?: string }) => {
      if (kind === undefined) return BAD_CODE_NAMES.forEach((name) => output.out(`${name.padEnd(28)} ${expectedReason(name)}`));
      const name = BAD_CODE_NAMES.find((known) => known === kind) ?? refuseKind(kind);
      const at = options.at ?? now();
      const workshop = createWorkshop(options.workshop, at);
      const claims = sampleTraveller(createRandom(options.seed), { issuer: workshop.issuer, at });
      deliver(makeBadCode(name, workshop, claims, at), options.qr, output);
    });
}

function addBadge(program: Command, output: Output): void {
  program
    .command('badge')
    .description('write a staff badge; its key must be in the key set for staff-badge')
    .addOption(new Option('--key <file>', 'key file to sign with').conflicts('workshop'))
    .option('--workshop <seed>', 'sign with the badge key of the workshop of this seed')
    .requiredOption('--number <number>', 'staff number, 3 to 12 capital letters or digits')
    .addOption(new Option('--role <role...>', 'what the person may do').choices(ROLES).makeOptionMandatory())
    .option('--valid-days <n>', 'days from now to expiry', parseCount, 365)
    .option('--qr <file>', 'write the badge as an SVG picture as well')
    .action((options: { key?: string; workshop?: string; number: string; role: Role[]; validDays: number; qr?: string }) => {
      if (!STAFF_NUMBER_PATTERN.test(options.number)) throw new Error('--number: expected 3 to 12 capital letters or digits');
      const at = now();
      const signer = options.key === undefined ? workshopOf(options.workshop, at).badgeSigner : readKeyFile(options.key);
      const claims = {
        staffNumber: options.number,
        roles: [...new Set(options.role)],
        issuer: signer.issuer,
        badgeId: randomBytes(MO1_CODE_ID_BYTES).toString('hex'),
        issuedAt: at,
        expiresAt: utcMillis(at + options.validDays * DAY_MS),
      };
      deliver(encodeBadge(claims, signer), options.qr, output);
    });
}

function addKeySet(program: Command, output: Output): void {
  program
    .command('key-set')
    .description('write a key set file')
    .option('--key <file...>', 'key files whose public keys go in')
    .option('--workshop <seed>', 'the key set of the workshop of this seed instead')
    .option('--purpose <word...>', 'what the keys are for', ['health-code'])
    .option('--from <time>', 'first instant of validity; now when left out', parseTime)
    .option('--until <time>', 'first instant after it; a year later when left out', parseTime)
    .option('--revoke <id...>', 'code ids withdrawn, 32 hex digits each; they count for every issuer in the set', [])
    .option('--sequence <n>', 'number of the set, higher than the one before', parseCount, 1)
    .requiredOption('--out <file>', 'file to write')
    .action((options: { key?: string[]; workshop?: string; purpose: string[]; from?: UtcMillis; until?: UtcMillis; revoke: string[]; sequence: number; out: string }) => {
      const from = options.from ?? now();
      const content = options.workshop === undefined ? ofKeys(options, from) : createWorkshop(options.workshop, from).keySet;
      // What a terminal would refuse is not written.
      parseKeySet(content, options.out);
      writeFileSync(options.out, `${JSON.stringify(content, null, 2)}\n`);
      output.out(`${options.out}: key set ${content.sequence}, ${content.issuers.map((issuer) => `${issuer.issuer} (${issuer.keys.length})`).join(', ')}`);
    });
}

function addForeign(program: Command, output: Output): void {
  program
    .command('foreign')
    .description('write codes of a demo issuer of another format, good or bad, or list formats and faults with the reason expected for each')
    .argument('[format]', 'format; without one, all are listed')
    .addOption(workshopOption())
    .option('--fault <kind>', 'a code that a terminal must not take, of this kind')
    .option('--seed <text>', 'the same seed makes the same travellers', '1')
    .option('--count <n>', 'how many', parseCount, 1)
    .option('--at <time>', 'UTC time the codes are meant for, like 2026-01-31T08:00:00Z; now when left out', parseTime)
    .option('--qr <file>', 'write the code as an SVG picture as well; only for one code')
    .action((format: string | undefined, options: { workshop: string; fault?: string; seed: string; count: number; at?: UtcMillis; qr?: string }) => {
      if (options.qr !== undefined && options.count !== 1) throw new Error('--qr: expected one code, not several');
      const at = options.at ?? now();
      const { issuers } = createForeignWorkshop(options.workshop, at);
      if (format === undefined) return Object.values(issuers).forEach((issuer) => listForeign(issuer, output));
      const make = foreignMaker(issuerOf(issuers, format), options.fault);
      const random = createRandom(options.seed);
      for (let i = 0; i < options.count; i++) deliver(make(sampleForeignClaims(random, at)), options.qr, output);
    });
}

function addForeignKeys(program: Command, output: Output): void {
  program
    .command('foreign-keys')
    .description('write the keys file of a demo issuer, as a terminal takes it')
    .argument('<format>', 'format')
    .addOption(workshopOption())
    .requiredOption('--out <file>', 'file to write')
    .action((format: string, options: { workshop: string; out: string }) => {
      const { keysFile } = issuerOf(createForeignWorkshop(options.workshop, now()).issuers, format);
      if (keysFile === null) throw new Error(`foreign-keys: a terminal takes the keys of ${format} from certificates alone, which are not made here`);
      writeFileSync(options.out, keysFile.content);
      output.out(`${options.out}: for the setting ${keysFile.setting}`);
    });
}

const workshopOption = (): Option => new Option('--workshop <seed>', 'whose keys: the keys file of the same seed goes with it').default('drill');

function listForeign(issuer: ForeignIssuer, output: Output): void {
  output.out(issuer.format);
  for (const { name, reason } of foreignFaults(issuer)) output.out(`  --fault ${name.padEnd(18)} ${reason}`);
}

function issuerOf(issuers: ForeignWorkshop['issuers'], format: string): ForeignIssuer {
  const issuer = Object.values(issuers).find((each) => each.format === format);
  if (issuer === undefined) throw new Error(`foreign: there is no format ${JSON.stringify(format)}; expected ${Object.keys(issuers).join(', ')}`);
  return issuer;
}

function foreignMaker(issuer: ForeignIssuer, fault: string | undefined): (claims: ForeignClaims) => string {
  if (fault === undefined) return (claims) => issuer.encode(claims, 'issuer');
  const found = foreignFaults(issuer).find(({ name }) => name === fault);
  if (found === undefined) throw new Error(`foreign: there is no fault ${JSON.stringify(fault)} of ${issuer.format}; \`foreign\` alone lists them`);
  return found.make;
}

function addVectors(program: Command, output: Output): void {
  program
    .command('vectors')
    .description('write the MO1 test vectors')
    .requiredOption('--out <file>', 'file to write')
    .action((options: { out: string }) => {
      const content = buildVectors();
      writeFileSync(options.out, `${JSON.stringify(content, null, 1)}\n`);
      output.out(`${options.out}: ${content.vectors.length} vectors`);
    });
}

function ofKeys(
  options: { key?: string[]; purpose: string[]; until?: UtcMillis; revoke: string[]; sequence: number },
  from: UtcMillis,
): ReturnType<typeof buildKeySet> {
  const signers = (options.key ?? []).map(readKeyFile);
  if (signers.length === 0) throw new Error('key-set: expected --key or --workshop');
  return buildKeySet({
    sequence: options.sequence,
    issuedAt: from,
    keys: signers.map((signer) => ({ ...signer, purposes: options.purpose, validFrom: from, validUntil: options.until ?? utcMillis(from + 365 * DAY_MS) })),
    revoked: Object.fromEntries(signers.map((signer) => [signer.issuer, options.revoke])),
  });
}

function workshopOf(seed: string | undefined, at: UtcMillis): Workshop {
  if (seed === undefined) throw new Error('expected --key or --workshop');
  return createWorkshop(seed, at);
}

function deliver(text: string, picture: string | undefined, output: Output): void {
  // The mode is chosen by the encoder: MO1's alphabet is the alphanumeric one of QR. Level M as docs/formats/mo1.md asks.
  if (picture !== undefined) writeFileSync(picture, renderSVG(text, { ecc: 'M', border: 4 }));
  output.out(text);
}

function refuseKind(kind: string): never {
  throw new Error(`bad: there is no kind ${JSON.stringify(kind)}; \`bad\` alone lists them`);
}

function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAX_COUNT) throw new InvalidArgumentError(`expected a whole number from 1 to ${MAX_COUNT}.`);
  return value;
}

function parseTime(text: string): UtcMillis {
  const value = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError('expected a UTC time like 2026-01-31T08:00:00Z.');
  return utcMillis(value);
}

function now(): UtcMillis {
  return utcMillis(Date.now());
}

if (import.meta.main) {
  // Whoever reads the output may have had enough of it: `issuer bad | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = run(process.argv.slice(2), {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (text) => void process.stderr.write(text),
  });
}
