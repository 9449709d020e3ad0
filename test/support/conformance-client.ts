/** The conformance client as the suite runs it, in this process: a metadata folder, a folder of targets, commands and their exit codes. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoleName } from '../../tools/trust/roles.ts';
import { run } from '../conformance/portas-tuf-client.ts';
import { tempDir } from './temp-dir.ts';
import type { TufSimulator } from './tuf-simulator.ts';

export interface ConformanceClient {
  readonly folder: string;
  init(root: Uint8Array): Promise<number>;
  /** The exit code. */
  refresh(): Promise<number>;
  download(name: string): Promise<number>;
  /** What the last command said of its failure; empty after a success. */
  said(): string;
  /** The trusted metadata's file; null when there is none. */
  bytes(role: RoleName): Buffer | null;
  /** `root 1, snapshot 2`: what is trusted, in the order of the names. */
  trusted(): string;
  version(role: RoleName): number | null;
  /** Contents of what was downloaded, in the order of file names. */
  downloaded(): readonly string[];
}

/** A client that has been given the simulator's first root. */
export async function openConformanceClient(simulator: TufSimulator, initialRoot?: Uint8Array): Promise<ConformanceClient> {
  const folder = tempDir();
  const metadata = join(folder, 'metadata');
  const targets = join(folder, 'targets');
  mkdirSync(metadata);
  mkdirSync(targets);
  let said = '';
  const command = async (...args: readonly string[]): Promise<number> => {
    said = '';
    return run(['--metadata-dir', metadata, '--metadata-url', `${simulator.url()}/metadata/`, ...args], (line) => (said = line));
  };
  const bytes = (role: RoleName): Buffer | null => (existsSync(join(metadata, `${role}.json`)) ? readFileSync(join(metadata, `${role}.json`)) : null);
  const version = (role: RoleName): number | null => (JSON.parse(String(bytes(role))) as { readonly signed: { readonly version: number } } | null)?.signed.version ?? null;
  const client: ConformanceClient = {
    folder,
    init(root) {
      const file = join(folder, 'trusted-root');
      writeFileSync(file, root);
      return command('init', file);
    },
    refresh: () => command('refresh'),
    download: (name) => command('--target-name', name, '--target-base-url', `${simulator.url()}/targets/`, '--target-dir', targets, 'download'),
    said: () => said,
    bytes,
    version,
    trusted: () =>
      (['root', 'snapshot', 'targets', 'timestamp'] as const)
        .flatMap((role) => (bytes(role) === null ? [] : [`${role} ${String(version(role))}`]))
        .join(', '),
    downloaded: () => readdirSync(targets).map((name) => readFileSync(join(targets, name), 'utf8')),
  };
  const code = await client.init(initialRoot ?? simulator.files.get('metadata/1.root.json') ?? Buffer.alloc(0));
  if (code !== 0) throw new Error(`init: ${said}`);
  return client;
}
