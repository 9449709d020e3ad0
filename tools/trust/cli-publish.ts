/** Commands that sign, publish, hand out and look: sign, publish, usb, show, verify. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { type Output, atOption, now, parseDays } from './cli-options.ts';
import { readKeyFile } from './key-file.ts';
import { type MetadataOf, parseMetadata } from './metadata.ts';
import type { PassphraseSource } from './passphrase.ts';
import { publishStaged } from './publish-staged.ts';
import { readRepository } from './repository-files.ts';
import { type TrustRepository, currentRoot } from './repository.ts';
import { ROLE_NAMES } from './roles.ts';
import { digestOf, signStagedFile } from './sign-staged.ts';
import { type StagedName, readStagedFile } from './staging.ts';
import { listTargets, printSummary, printTarget, summarise, summariseRoles } from './summary.ts';
import { tryImport } from './trial-import.ts';
import { strangersOn, writeUsbFolder } from './usb-folder.ts';
import { verifyRepository } from './verify-repository.ts';

/** A repository or a publication that clients would refuse: exit code 2. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export function addPublishCommands(program: Command, output: Output, passphrases: PassphraseSource): void {
  addSign(program, output, passphrases);
  addPublish(program, output, passphrases);
  addUsb(program, output);
  addShow(program, output);
  addVerify(program, output);
}

function addSign(program: Command, output: Output, passphrases: PassphraseSource): void {
  program
    .command('sign')
    .description('add one signature to a staged file, on whichever machine it has been carried to')
    .argument('<file>', 'staged/root.json or staged/targets.json, or a copy')
    .requiredOption('--key <file>', 'secret key of the holder')
    .option('--digest <hex>', 'sign only what has this digest: its first 8 digits at least, as show prints it', parseDigest)
    .action(async (file: string, options: { key: string; digest?: string }) => {
      const { name, metadata } = readStagedFile(file);
      describeMetadata(name, metadata).forEach((line) => output.out(line));
      const key = await readKeyFile(options.key, () => passphrases.ask(`Passphrase of ${options.key}: `));
      const { holderChecked } = signStagedFile(file, key, options.digest ?? null);
      output.out(`signed by ${key.holder} (${key.keyId.slice(0, 8)})${holderChecked ? '' : '; whether the signature counts is checked when it is published'}`);
    });
}

function parseDigest(text: string): string {
  if (!/^[0-9a-f]{8,64}$/.test(text)) throw new Error('--digest: expected 8 to 64 digits of lower-case hex');
  return text;
}

function addPublish(program: Command, output: Output, passphrases: PassphraseSource): void {
  program
    .command('publish')
    .description('make what is staged public with a new snapshot and timestamp; with nothing staged, renew these two')
    .argument('<folder>', 'the repository')
    .requiredOption('--snapshot-key <file>', 'secret key of snapshot')
    .requiredOption('--timestamp-key <file>', 'secret key of timestamp')
    .option('--snapshot-days <n>', 'days until the snapshot expires; 7 when left out', parseDays)
    .option('--timestamp-days <n>', 'days until the timestamp expires; 1 when left out', parseDays)
    .addOption(atOption())
    .action(async (folder: string, options: { snapshotKey: string; timestampKey: string; snapshotDays?: number; timestampDays?: number; at?: UtcMillis }) => {
      const read = (file: string): ReturnType<typeof readKeyFile> => readKeyFile(file, () => passphrases.ask(`Passphrase of ${file}: `));
      const keys = { snapshot: await read(options.snapshotKey), timestamp: await read(options.timestampKey) };
      const at = options.at ?? now();
      const published = await publishStaged(folder, keys, at, {
        ...(options.snapshotDays === undefined ? {} : { snapshot: utcMillis(at + options.snapshotDays) }),
        ...(options.timestampDays === undefined ? {} : { timestamp: utcMillis(at + options.timestampDays) }),
      });
      output.out(`published: ${versionsOf(published)}`);
      const { expires } = published.timestamp.signed;
      output.out(`fresh until ${expires}`);
      const first = [currentRoot(published), published.targets, published.snapshot].find(({ signed }) => signed.expires === expires);
      if (first !== undefined) output.out(`note: the timestamp lasts no longer because ${first.signed.type} ${first.signed.version} ends then; have that signed anew before`);
    });
}

function addUsb(program: Command, output: Output): void {
  program
    .command('usb')
    .description('write what is in force into a folder that terminals import, and read it back')
    .argument('<folder>', 'the repository')
    .argument('<stick>', 'folder to write, for example the root of a USB stick')
    .option('--replace', 'remove the repository that is there')
    .addOption(atOption())
    .action(async (folder: string, stick: string, options: { replace?: true; at?: UtcMillis }) => {
      const at = options.at ?? now();
      const repository = readRepository(folder);
      const faults = verifyRepository(repository, at, currentRoot(repository));
      if (faults.length > 0) throw new Refused(['not written:', ...faults].join('\n  '));
      const { files, bytes } = writeUsbFolder(stick, repository, options.replace);
      const { refusal } = await tryImport(stick, currentRoot(repository), at);
      if (refusal !== null) throw new Refused(`${stick}: terminals would refuse this: ${refusal}`);
      output.out(`${stick}: ${files} files, ${bytes} bytes; ${versionsOf(repository)}`);
      output.out(`can be imported until ${expiryOf(repository)}`);
      const strangers = strangersOn(stick);
      if (strangers.length > 0) output.out(`note: the folder also holds ${strangers.join(', ')}, which terminals pass over`);
    });
}

function addShow(program: Command, output: Output): void {
  program
    .command('show')
    .description('tell what a repository, a USB folder or a staged file says')
    .argument('<what>', 'folder or file')
    .option('--json', 'as JSON')
    .action((what: string, options: { json?: true }) => {
      if (existsSync(what) && statSync(what).isFile()) return showFile(what, options.json === true, output);
      const summary = summarise(what);
      if (options.json === true) return output.out(JSON.stringify(summary, null, 2));
      printSummary(summary).forEach((line) => output.out(line));
    });
}

function showFile(file: string, json: boolean, output: Output): void {
  const { name, metadata } = readStagedFile(file);
  if (!json) return describeMetadata(name, metadata).forEach((line) => output.out(line));
  const { version, expires } = metadata.signed;
  output.out(JSON.stringify({ name, version, expires, digest: digestOf(metadata), signatures: Object.keys(metadata.signatures), content: contentOf(name, metadata) }, null, 2));
}

function contentOf(name: StagedName, metadata: MetadataOf[StagedName]): unknown {
  return name === 'root' ? summariseRoles(metadata as MetadataOf['root']) : listTargets(metadata as MetadataOf['targets']);
}

/** What a holder sees before signing. */
function describeMetadata(name: StagedName, metadata: MetadataOf[StagedName]): readonly string[] {
  const { version, expires } = metadata.signed;
  const head = [`${name} version ${version}, until ${expires}`, `  digest ${digestOf(metadata)}`, `  ${Object.keys(metadata.signatures).length} signatures`];
  if (name === 'targets') return [...head, ...listTargets(metadata as MetadataOf['targets']).map(printTarget)];
  const roles = summariseRoles(metadata as MetadataOf['root']);
  return [...head, ...ROLE_NAMES.map((role) => `  ${role}: ${roles[role].threshold} of ${roles[role].keys.join(', ')}`)];
}

function addVerify(program: Command, output: Output): void {
  program
    .command('verify')
    .description('check a repository or a USB folder as a terminal would, and read every target as its kind; exit code 2 when anything is wrong')
    .argument('<folder>', 'repository or USB folder')
    .option('--root <file>', 'root that terminals were installed with; without it the folder’s first root is believed')
    .addOption(atOption())
    .action(async (folder: string, options: { root?: string; at?: UtcMillis }) => {
      const at = options.at ?? now();
      const repository = readRepository(folder);
      const trusted = options.root === undefined ? repository.roots[0] : parseMetadata('root', readFileSync(options.root), options.root);
      const faults = verifyRepository(repository, at, trusted);
      const { refusal, notices } = await tryImport(folder, trusted, at);
      const all = faults.length === 0 && refusal !== null ? [refusal] : faults;
      if (all.length > 0) throw new Refused([`${folder}: terminals would refuse this:`, ...all].join('\n  '));
      notices.forEach((notice) => output.out(notice));
      output.out(`sound: ${versionsOf(repository)}, ${repository.content.size} targets`);
      output.out(`from root ${trusted.signed.version} on, until ${expiryOf(repository)}`);
      if (options.root === undefined) output.out('note: without --root this does not tell whose repository it is');
    });
}

const versionsOf = (repository: TrustRepository): string =>
  [currentRoot(repository), repository.targets, repository.snapshot, repository.timestamp].map(({ signed }) => `${signed.type} ${signed.version}`).join(', ');

/** The earliest expiry of all. */
function expiryOf(repository: TrustRepository): string {
  const [first = ''] = [currentRoot(repository), repository.targets, repository.snapshot, repository.timestamp].map(({ signed }) => signed.expires).sort();
  return first;
}
