/** `portas audit ...`: whether the audit is whole, where it stands, and a copy of it. Nothing here writes to the terminal. */
import { createPublicKey, verify } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { type AuditPoint, auditHeadText } from '../core/model/audit-head.ts';
import { utcMillis } from '../core/model/units.ts';
import type { ChainFault } from '../core/store/audit-chain.ts';
import { type AuditReader, openAuditReader } from '../core/store/audit-reader.ts';
import { Refusal } from './console.ts';
import type { CommandContext, TerminalPlace } from './terminal.ts';

/** All that a terminal keeps. */
const ALL_HEADS = 1_000;
const SHOWN_HEADS = 10;
const MAX_HEAD_FILE_BYTES = 1024 * 1024;

/** A line of `npm run gateway -- audit-head`. */
const HeadLine = z.object({
  terminalId: z.string(),
  sequence: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.int().min(0),
  keyId: z.string(),
  signature: z.base64().length(88),
  publicKeyPem: z.string(),
});

/** Adds the commands. All of them may run beside a running terminal. */
export function addAuditCommands(program: Command, { console, terminal }: CommandContext): void {
  const audit = program.command('audit').description('The audit: verify, export, head. May be used while the terminal runs.').helpCommand(false);

  audit
    .command('verify')
    .description("Checks every line against the chain, and the chain against heads that were signed. Names the first wrong line; ends with 1 where there is one.\nWhoever has the terminal's key can write a whole new chain and new heads here: only a head from the gateway's side shows that.")
    .option('--head <file or hash:line>', 'a head that the gateway holds: the file that `npm run gateway -- audit-head TERMINAL` printed, or 64 hex digits, a colon and the number of the line; may be repeated', collect, [])
    .action(({ head: given }: { readonly head: readonly string[] }) => {
      const place = terminal();
      const fromGateway = given.flatMap((text) => readHeads(text, place.id));
      withAudit(place, (reader) => {
        const own = reader.heads(ALL_HEADS);
        const check = reader.check({ terminalId: place.id, heads: [...fromGateway, ...own] });
        if (!check.ok) throw new Refusal(describe(check.fault));
        console.out(`${check.lines} lines, whole and in order${check.before === 0 ? '' : `; lines 1 to ${check.before} are from before the chain and covered by its beginning`}`);
        if (check.end !== null) console.out(`end: ${check.end.hash}:${check.end.sequence}`);
        console.out(`heads: ${fromGateway.length} given, ${own.length} kept here, none contradicts`);
        if (fromGateway.length === 0) console.out('no head from the gateway was given: a chain written anew, or cut off with its heads, would not show');
      });
    });

  audit
    .command('head')
    .description('The newest heads that this terminal signed, and what became of each.')
    .action(() =>
      withAudit(terminal(), (reader) => {
        const heads = reader.heads(SHOWN_HEADS);
        if (heads.length === 0) console.out('no head has been signed yet');
        for (const { sequence, hash, at, result } of heads) console.out(`${new Date(at).toISOString()}  ${result ?? 'waiting'}  ${hash}:${sequence}`);
      }),
    );

  audit
    .command('export')
    .description('Writes every line as a line of JSON, with its hash, into a new file. Holds staff numbers and identifiers of scans, nothing of a traveller.')
    .argument('<file>', 'must not be there yet')
    .action((file: string) =>
      withAudit(terminal(), (reader) => {
        const to = openNew(file);
        let lines = 0;
        try {
          for (const line of reader.lines()) {
            writeSync(to, `${JSON.stringify(line)}\n`);
            lines++;
          }
        } finally {
          closeSync(to);
        }
        console.out(`${lines} lines`);
      }),
    );
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function withAudit(place: TerminalPlace, work: (reader: AuditReader) => void): void {
  const reader = openAuditReader(place.databaseFile);
  try {
    work(reader);
  } finally {
    reader.close();
  }
}

function openNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (cause) {
    throw new Refusal(`${file}: cannot be made (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

/** @throws Refusal for what is no head, one of another terminal, or one whose signature does not hold. */
function readHeads(text: string, terminalId: string): readonly AuditPoint[] {
  const typed = /^([0-9a-f]{64}):([1-9]\d{0,14})$/.exec(text);
  if (typed !== null) return [{ hash: typed[1] ?? '', sequence: Number(typed[2]) }];
  const lines = readText(text).split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Refusal(`${text}: holds no head`);
  return lines.map((line, index) => {
    const place = `${text}, line ${index + 1}`;
    const parsed = HeadLine.safeParse(parseJson(line));
    if (!parsed.success) throw new Refusal(`${place}: expected a head as the gateway prints it`);
    const { publicKeyPem, signature, at, ...head } = parsed.data;
    if (head.terminalId !== terminalId) throw new Refusal(`${place}: is a head of ${head.terminalId}, not of ${terminalId}`);
    if (!isSigned(auditHeadText({ ...head, at: utcMillis(at) }), signature, publicKeyPem)) throw new Refusal(`${place}: the signature does not fit the head`);
    return { sequence: head.sequence, hash: head.hash };
  });
}

function isSigned(text: string, signature: string, publicKeyPem: string): boolean {
  try {
    const key = createPublicKey(publicKeyPem);
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    // What is no key proves nothing.
    return false;
  }
}

function readText(file: string): string {
  try {
    const content = readFileSync(file);
    if (content.length > MAX_HEAD_FILE_BYTES) throw new Error(`larger than ${MAX_HEAD_FILE_BYTES} bytes`);
    return content.toString('utf8');
  } catch (cause) {
    throw new Refusal(`--head ${file}: neither HASH:LINE nor a file that can be read (${cause instanceof Error ? cause.message : String(cause)})`, 2);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(fault: ChainFault): string {
  switch (fault.kind) {
    case 'changed':
      return `line ${fault.line} is not what was written: changed, put in, or moved`;
    case 'missing':
      return `lines are gone from line ${fault.line} on: the next one there is line ${fault.next}`;
    case 'not-chained':
      return `line ${fault.line} was put in past the chain`;
    case 'cut-off':
      return `the end was cut off: line ${fault.line} is not there, and the head of line ${fault.head} says that it was`;
    case 'rewritten':
      return `the chain is not the one that was signed: something in lines ${fault.line} to ${fault.head} was written anew`;
    case 'other-terminal':
      return `line ${fault.line} is a start of another terminal`;
  }
}
