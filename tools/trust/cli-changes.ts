/** Commands that make keys and stage changes: keygen, init, add, remove, renew, rotate, discard. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { UtcMillis } from '../../core/model/units.ts';
import type { TargetKind } from '../../core/trust/distribution/targets.ts';
import { IssuerNames } from '../../core/trust/key-set-file.ts';
import { type Output, atOption, daysOption, now, parseThreshold, readPublicKeys, timingOf } from './cli-options.ts';
import { HOLDER_PATTERN, writeKeyFiles } from './key-file.ts';
import type { JsonObject } from './metadata.ts';
import { type PassphraseSource, askNewPassphrase } from './passphrase.ts';
import { ROLE_NAMES, type RoleName, THRESHOLDS } from './roles.ts';
import { generateSigningKey } from './signing-key.ts';
import { type Staged, stageFirst, stageKeyChange, stageRemoval, stageRenewal, stageTarget } from './stage.ts';
import { clearStaged, stagedFile } from './staging.ts';
import { KINDS_OF_ISSUERS, KIND_NAMES, toTarget } from './target-places.ts';

interface Timed {
  readonly at?: UtcMillis;
  readonly days?: number;
}

export function addChangeCommands(program: Command, output: Output, passphrases: PassphraseSource): void {
  addKeygen(program, output, passphrases);
  addInit(program, output);
  addAdd(program, output);
  addRemove(program, output);
  addRenew(program, output);
  addRotate(program, output);
  addDiscard(program, output);
}

function addKeygen(program: Command, output: Output, passphrases: PassphraseSource): void {
  program
    .command('keygen')
    .description('make a key pair: the secret file, which never leaves its holder, and FILE.pub, which goes to whoever makes the root')
    .requiredOption('--holder <name>', 'who holds it, an office rather than a person: root metadata is public')
    .requiredOption('--out <file>', 'key file to write, mode 0600; never overwritten')
    .option('--plain', 'without a passphrase: for a machine that signs alone, on a disk of its own')
    .action(async (options: { holder: string; out: string; plain?: true }) => {
      if (!HOLDER_PATTERN.test(options.holder)) throw new Error('--holder: expected 1 to 64 letters, digits, spaces or .,()\'-');
      const passphrase = options.plain === true ? null : await askNewPassphrase(passphrases);
      const key = { ...generateSigningKey(), holder: options.holder };
      const publicFile = writeKeyFiles(options.out, key, passphrase);
      output.out(`${options.out}: secret key of ${key.holder}${passphrase === null ? ', NOT encrypted' : ''}`);
      output.out(`${publicFile}: public key ${key.keyId}`);
    });
}

function addInit(program: Command, output: Output): void {
  const command = program.command('init').description('stage the first root and empty targets of a new repository').argument('<folder>', 'the repository');
  for (const name of ROLE_NAMES) {
    command.requiredOption(`--${name} <file...>`, `public keys of ${name}`);
    command.addOption(new Option(`--${name}-threshold <n>`, `signatures that ${name} needs`).default(THRESHOLDS[name]).argParser(parseThreshold));
  }
  command.addOption(atOption()).action((folder: string, options: Record<RoleName, string[]> & Record<`${RoleName}Threshold`, number> & Timed) => {
    const keys = { root: readPublicKeys(options.root), targets: readPublicKeys(options.targets), snapshot: readPublicKeys(options.snapshot), timestamp: readPublicKeys(options.timestamp) };
    const thresholds = { root: options.rootThreshold, targets: options.targetsThreshold, snapshot: options.snapshotThreshold, timestamp: options.timestampThreshold };
    stageFirst(folder, keys, thresholds, options.at ?? now()).forEach((staged) => tell(output, folder, staged));
  });
}

function addAdd(program: Command, output: Output): void {
  program
    .command('add')
    .description('stage a target, new or in place of the one of its name; the set with it in is read as terminals read it')
    .argument('<folder>', 'the repository')
    .argument('<file>', 'the file to add')
    .addOption(new Option('--kind <kind>', 'what it is').choices(KIND_NAMES).makeOptionMandatory())
    .option('--name <name>', 'file name in the repository; the file’s own when left out')
    .option('--issuer <id>', `whose it is; kinds ${KINDS_OF_ISSUERS.join(', ')}`)
    .option('--names <file>', 'JSON file of the issuer’s names in the four languages')
    .addOption(daysOption(90))
    .addOption(atOption())
    .action((folder: string, file: string, options: { kind: TargetKind; name?: string; issuer?: string; names?: string } & Timed) => {
      const target = toTarget(options.kind, options.name ?? basename(file), readFileSync(file), customOf(options));
      const { notices, ...staged } = stageTarget(folder, target, timingOf(options));
      output.out(`${target.path}: ${options.kind}`);
      for (const notice of notices) output.out(`  ${notice}`);
      tell(output, folder, staged);
    });
}

function customOf({ kind, issuer, names }: { readonly kind: TargetKind; readonly issuer?: string; readonly names?: string }): JsonObject {
  if (KINDS_OF_ISSUERS.includes(kind) !== (issuer !== undefined)) throw new Error(`--issuer: expected ${issuer === undefined ? 'with' : 'without'} kind ${kind}`);
  if (names === undefined) return issuer === undefined ? {} : { issuer };
  if (issuer === undefined) throw new Error('--names: expected with --issuer');
  const parsed = IssuerNames.safeParse(JSON.parse(readFileSync(names, 'utf8')));
  if (!parsed.success) throw new Error(`${names}: expected zh-Hant, pt, en and zh-Hans, a text of up to 120 characters each`);
  return { issuer, names: parsed.data };
}

function addRemove(program: Command, output: Output): void {
  program
    .command('remove')
    .description('stage the removal of a target')
    .argument('<folder>', 'the repository')
    .argument('<path>', 'the target, as show names it')
    .addOption(daysOption(90))
    .addOption(atOption())
    .action((folder: string, path: string, options: Timed) => tell(output, folder, stageRemoval(folder, path, timingOf(options))));
}

function addRenew(program: Command, output: Output): void {
  program
    .command('renew')
    .description('stage the next version of root or targets, unchanged but for a later expiry')
    .argument('<folder>', 'the repository')
    .addOption(new Option('--role <role>', 'which').choices(['root', 'targets']).makeOptionMandatory())
    .addOption(new Option('--days <n>', 'days until it expires; 365 for root, 90 for targets when left out').argParser(daysOption(0).parseArg ?? Number))
    .addOption(atOption())
    .action((folder: string, options: { role: 'root' | 'targets' } & Timed) => tell(output, folder, stageRenewal(folder, options.role, timingOf(options))));
}

function addRotate(program: Command, output: Output): void {
  program
    .command('rotate')
    .description('stage the next root with other keys of a role; it needs signatures of the old root keys and of the new ones')
    .argument('<folder>', 'the repository')
    .addOption(new Option('--role <role>', 'whose keys').choices(ROLE_NAMES).makeOptionMandatory())
    .option('--remove <who...>', 'holder, or beginning of the key identifier (8 digits at least)', [])
    .option('--add <file...>', 'public keys', [])
    .addOption(new Option('--threshold <n>', 'signatures that the role needs; as before when left out').argParser(parseThreshold))
    .addOption(daysOption(365))
    .addOption(atOption())
    .action((folder: string, options: { role: RoleName; remove: string[]; add: string[]; threshold?: number } & Timed) => {
      const { role, remove, threshold } = options;
      if (remove.length === 0 && options.add.length === 0 && threshold === undefined) throw new Error('rotate: expected --remove, --add or --threshold');
      const change = { role, remove, add: readPublicKeys(options.add), ...(threshold === undefined ? {} : { threshold }) };
      stageKeyChange(folder, change, timingOf(options)).forEach((staged) => tell(output, folder, staged));
    });
}

function addDiscard(program: Command, output: Output): void {
  program
    .command('discard')
    .description('throw away what is staged')
    .argument('<folder>', 'the repository')
    .action((folder: string) => {
      const files = clearStaged(folder);
      output.out(files.length === 0 ? 'nothing was staged' : `discarded: ${files.join(', ')}`);
    });
}

function tell(output: Output, folder: string, { name, version, droppedSignatures }: Staged): void {
  output.out(`${stagedFile(folder, name)}: ${name} ${version}, to be signed`);
  if (droppedSignatures > 0) output.out(`  ${droppedSignatures} signatures of the file before are void`);
}
