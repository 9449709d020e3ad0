/**
 * The terminal's trust distribution behind the command line of the tuf-conformance suite (its CLIENT-CLI.md): `init`, `refresh`, `download`, exit code 0 or 1.
 * The suite watches the metadata directory after each step, so that is the folder in which an update is verified; in the terminal it is a staging folder,
 * and nothing of a refused update but its root outlives it. The suite's targets have no kinds, so `download` leaves the terminal's check of targets out.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Updater } from 'tuf-js';
import type { TrustMarks } from '../../core/model/trust-distribution.ts';
import { utcMillis } from '../../core/model/units.ts';
import { createFetcher, type SourceFetcher } from '../../core/trust/distribution/fetcher.ts';
import { createHttpsSource } from '../../core/trust/distribution/https-source.ts';
import type { SetFolder } from '../../core/trust/distribution/layout.ts';
import { raiseMarks } from '../../core/trust/distribution/marks.ts';
import { toMarks } from '../../core/trust/distribution/metadata.ts';
import { orRefuse, refreshMetadata } from '../../core/trust/distribution/refresh.ts';
import { Refusal } from '../../core/trust/distribution/refusal.ts';
import { targetFile } from '../../core/trust/distribution/targets.ts';
import { openClient } from '../../core/trust/distribution/tuf-client.ts';

const OPTIONS = {
  'metadata-dir': { type: 'string' },
  'metadata-url': { type: 'string' },
  'target-name': { type: 'string' },
  'target-base-url': { type: 'string' },
  'target-dir': { type: 'string' },
} as const;
type Values = Partial<Record<keyof typeof OPTIONS, string>>;

/**
 * Runs one command.
 * @param args - without the program's own two.
 * @param say - takes the reason of a failure.
 * @returns the exit code.
 */
export async function run(args: readonly string[], say: (line: string) => void): Promise<0 | 1> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [command, ...operands] = positionals;
    if (command === 'init') init(required(values, 'metadata-dir'), operands);
    else if (command === 'refresh') await withClient(values, () => Promise.resolve());
    else if (command === 'download') await download(values);
    else throw new Error(`expected init, refresh or download, got ${String(command)}`);
    return 0;
  } catch (error) {
    say(error instanceof Refusal ? `${error.code}: ${error.message}` : String(error));
    return 1;
  }
}

function required(values: Values, name: keyof Values): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name}: expected a value`);
  return value;
}

/** Apart from the metadata directory, whose root is the newest one that was verified. */
const initialRootFile = (metadataDir: string): string => join(metadataDir, '..', 'portas-initial-root');
/** The terminal has them in its database. Not named `.json`: the suite takes every such file for metadata. */
const marksFile = (metadataDir: string): string => join(metadataDir, 'marks');

function init(metadataDir: string, [trustedRoot]: readonly string[]): void {
  if (trustedRoot === undefined) throw new Error('init: expected a file of root metadata');
  mkdirSync(metadataDir, { recursive: true });
  copyFileSync(trustedRoot, initialRootFile(metadataDir));
  copyFileSync(trustedRoot, join(metadataDir, 'root.json'));
}

/** The suite has cases of delegated roles, which a terminal's set has none of; as many as TUF's own client follows. */
const MAX_DELEGATIONS = 32;

interface Refreshed {
  readonly client: Updater;
  readonly fetcher: SourceFetcher;
  readonly folder: SetFolder;
}

/** Refreshes the metadata, then does the work with the same client. */
async function withClient(values: Values, work: (refreshed: Refreshed) => Promise<void>): Promise<void> {
  const metadataDir = required(values, 'metadata-dir');
  const { source, close } = openSource(required(values, 'metadata-url'));
  const folder: SetFolder = { path: metadataDir, metadata: metadataDir, targets: values['target-dir'] ?? metadataDir };
  const referenceTime = utcMillis(Date.now());
  try {
    const fetcher = createFetcher({ source, folder: join(metadataDir, '..'), signal: new AbortController().signal, received: () => undefined });
    const client = openClient({ folder, fetcher, referenceTime, delegations: MAX_DELEGATIONS }, [join(metadataDir, 'root.json')], readFileSync(initialRootFile(metadataDir)));
    const marks = readMarks(metadataDir);
    const metadata = await refreshMetadata({ client, fetcher, folder: metadataDir, marks, referenceTime, clockBehind: false });
    writeFileSync(marksFile(metadataDir), JSON.stringify(raiseMarks(toMarks(metadata, null, referenceTime), marks)));
    await work({ client, fetcher, folder });
  } finally {
    await close();
  }
}

/** The terminal knows one address, of the folder that holds `metadata/` and `targets/`; the suite gives two. */
function openSource(metadataUrl: string): { readonly source: ReturnType<typeof createHttpsSource>; readonly close: () => Promise<void> } {
  const base = /^(.*)\/metadata\/?$/.exec(metadataUrl)?.[1];
  if (base === undefined) throw new Error(`--metadata-url: expected an address that ends in /metadata, got ${metadataUrl}`);
  const source = createHttpsSource(base);
  return { source, close: () => source.close() };
}

function readMarks(metadataDir: string): TrustMarks | null {
  const file = marksFile(metadataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TrustMarks) : null;
}

async function download(values: Values): Promise<void> {
  const name = required(values, 'target-name');
  const file = targetFile(required(values, 'target-dir'), name);
  const beside = new URL('../targets', `${required(values, 'metadata-url').replace(/\/$/, '')}/`).href;
  if (required(values, 'target-base-url').replace(/\/$/, '') !== beside) throw new Error(`--target-base-url: expected ${beside}`);
  await withClient(values, async ({ client, fetcher }) => {
    await orRefuse(fetcher, async () => {
      const info = await client.getTargetInfo(name);
      if (info === undefined) throw new Refusal('incomplete', `${name}: expected in the targets metadata`);
      if ((await client.findCachedTarget(info, file)) === undefined) await client.downloadTarget(info, file);
    });
  });
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2), (line) => void process.stderr.write(`${line}\n`));
