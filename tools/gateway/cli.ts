/** `npm run gateway`: the mainland gateway on its own, to try a terminal against. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DATABASE_FILE, openDatabase } from './database.ts';
import { FAULT_KINDS, parseFaults } from './faults.ts';
import { createGateway, type TerminalRegistration } from './gateway.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly register: readonly string[];
  readonly newSealingKey?: boolean;
  readonly faults?: string;
  readonly publicUrl?: string;
  readonly tlsKey?: string;
  readonly tlsCert?: string;
  readonly clientCa?: string;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const toPort = (value: string): number => {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError('expected a port from 0 to 65535');
  return port;
};

const program = new Command('gateway')
  .description('A mainland gateway to try a terminal against: docs/gateway.openapi.yaml, project-defined.')
  .option('--port <number>', 'port to listen on; 0 takes a free one', toPort, 8_443)
  .option('--host <address>', 'address to listen on; others than loopback need --tls-key and --tls-cert', '127.0.0.1')
  .option('--data <dir>', 'keys and database; made at the first start', 'gateway-data')
  .option('--register <[id=]file>', "a terminal's Ed25519 public key (PEM); the id is the file's name unless given; may be repeated", collect, [])
  .option('--new-sealing-key', 'have terminals seal to a new key from now on; the keys before still open')
  .option('--faults <list>', `down, seed=N, retry-after=SECONDS and KIND=RATE, comma-separated; kinds: ${FAULT_KINDS.join(', ')}`)
  .option('--public-url <url>', 'address terminals use, when it is not this one')
  .option('--tls-key <file>', 'private key (PEM)')
  .option('--tls-cert <file>', 'certificate chain (PEM)')
  .option('--client-ca <file>', 'authority whose certificates terminals must show (PEM)');

/** `M-BG-01=terminal.pub`, or `M-BG-01.pub`. */
function readRegistration(text: string): TerminalRegistration {
  const [, id, file] = /^(?:([^=]*)=)?(.+)$/.exec(text) as unknown as [string, string | undefined, string];
  return { terminalId: id ?? basename(file).replace(/\.[^.]*$/, ''), publicKeyPem: readFileSync(file, 'utf8') };
}

async function main(options: Options): Promise<void> {
  const { tlsKey, tlsCert, clientCa } = options;
  if ((tlsKey === undefined) !== (tlsCert === undefined)) throw new Error('--tls-key and --tls-cert: expected both or none');
  const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(options.host);
  if (!loopback && tlsKey === undefined) throw new Error(`--host ${options.host}: expected --tls-key and --tls-cert beside it`);
  const gateway = createGateway({
    dataDir: options.data,
    host: options.host,
    terminals: options.register.map(readRegistration),
    ...(options.newSealingKey === undefined ? {} : { newSealingKey: options.newSealingKey }),
    ...(options.faults === undefined ? {} : { faults: parseFaults(options.faults) }),
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(tlsKey === undefined || tlsCert === undefined
      ? {}
      : { tls: { key: readFileSync(tlsKey, 'utf8'), cert: readFileSync(tlsCert, 'utf8'), ...(clientCa === undefined ? {} : { clientCa: readFileSync(clientCa, 'utf8') }) } }),
  });
  const url = await gateway.listen(options.port);
  console.log(`gateway: ${url}`);
  console.log(`sealing key: ${gateway.sealingKey.keyId} ${gateway.sealingKey.publicKeyBase64}`);
  console.log(`records: ${gateway.records.count()}`);
  const stop = (): void => {
    console.log(`records: ${gateway.records.count()}`);
    gateway.close().catch(fail);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function fail(cause: unknown): void {
  console.error(`gateway: ${cause instanceof Error ? cause.message : String(cause)}`);
  process.exitCode = 2;
}

/** One line of JSON for a head, with the key that proves it: what `portas -- audit verify --head` reads. */
function printHeads(terminalId: string, { all, data }: { readonly all?: boolean; readonly data: string }): void {
  const file = join(data, DATABASE_FILE);
  if (!existsSync(file)) throw new Error(`${file}: no gateway has run here`);
  const db = openDatabase(file);
  const heads = db.heads(terminalId);
  for (const head of all === true ? heads : heads.slice(0, 1)) console.log(JSON.stringify(head));
  db.close();
  if (heads.length === 0) throw new Error(`${terminalId}: holds no head of this terminal's audit`);
}

program.action((options: Options) => main(options));
program
  .command('audit-head <terminal>')
  .description("prints the newest head of a terminal's audit that this gateway holds, as a line of JSON")
  .option('--all', 'all of them, newest first')
  .action((terminalId: string, options: { readonly all?: boolean }) => printHeads(terminalId, { ...options, data: program.opts<Options>().data }));

program.parseAsync().catch(fail);
