/**
 * `portas move export|import|confirm`: waiting records go by hand to a terminal that has a network, still sealed. They keep their name (record id) and their
 * maker, and the gateway counts by both: however often and from wherever they come, they count once.
 */
import { sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { replaceFile } from '../core/disk/durable.ts';
import { originText, type RecordOrigin } from '../core/model/record-origin.ts';
import type { CarriedRecord, HeldRecord } from '../core/store/carried.ts';
import type { Store } from '../core/store/open-store.ts';
import { systemClock } from '../core/system-clock.ts';
import { openTerminalKeys, type TerminalKeys } from '../core/terminal/terminal-keys.ts';
import { Refusal } from './console.ts';
import { parseJson, readMoveFile, Receipt, writeMoveFile } from './move-file.ts';
import { commandLine, withStore } from './store.ts';
import type { CommandContext } from './terminal.ts';

/** Rows read, and records taken in, at a time: a running terminal waits no longer than for these. */
const PAGE = 100;
/** Ten million record ids. */
const MAX_RECEIPT_BYTES = 512 * 1024 * 1024;

export function addMoveCommands(program: Command, { console, terminal }: CommandContext): void {
  const move = program.command('move').description('Carries waiting records to another terminal: `export` here, `import` there, `confirm` here with the receipt. All three may be used while the terminals run.').helpCommand(false);

  move
    .command('export')
    .description('Writes all undelivered records, still sealed, into a file in DIR. They stay here, and are sent if the network comes back: nothing counts twice.')
    .argument('<dir>', 'a folder, on a stick for example')
    .action((dir: string) => {
      const place = terminal();
      withStore(place, (store) => {
        const at = new Date(systemClock.now());
        mkdirSync(dir, { recursive: true });
        const file = resolve(dir, `portas-move-${place.id}-${at.toISOString().replaceAll(/[:.]/g, '')}.jsonl`);
        const { records } = writeMoveFile(file, place.id, at, undelivered(store, place.id, openTerminalKeys(place.dataDir)));
        store.audit.record(commandLine('records-carried-out', `${records} records`));
        console.out(`${file}: ${records} records. Take it to another terminal: \`move import FILE\``);
      });
    });

  move
    .command('import')
    .description('Takes the records of such a file in; they wait here then. Writes a receipt beside the file, for `move confirm` at the terminal they came from.')
    .argument('<file>', 'as `move export` wrote it')
    .action(async (name: string) => {
      const place = terminal();
      const file = resolve(name);
      if (!existsSync(file)) throw new Refusal(`${file}: no such file`);
      // Whole before a first record is taken in.
      const { from, sha256, records } = await readMoveFile(file, () => undefined);
      if (from === place.id) throw new Refusal(`${file}: comes from this very terminal`);
      const recordIds: string[] = [];
      const page: CarriedRecord[] = [];
      let added = 0;
      const take = (): void =>
        withStore(place, ({ carried }) => {
          added += carried.add(page, place.id, systemClock.now(), commandLine('records-carried-in', `${page.length} of ${from}`));
          recordIds.push(...page.map(({ recordId }) => recordId));
          page.length = 0;
        });
      await readMoveFile(file, (record) => {
        page.push(record);
        if (page.length === PAGE) take();
      });
      if (page.length > 0) take();
      const receipt: Receipt = { format: 'portas-move-receipt-1', from, to: place.id, moved: sha256, at: new Date(systemClock.now()).toISOString(), recordIds };
      replaceFile(`${file}.receipt`, JSON.stringify(receipt));
      console.out(`${added} of ${records} records were new and wait here now. Take ${file}.receipt back to ${from}: \`move confirm FILE\``);
    });

  move
    .command('confirm')
    .description('Parks here the records that a receipt says wait at the other terminal: they are not sent from here any more, and none is removed. `queue requeue` undoes it for one.')
    .argument('<receipt>', 'the file that `move import` wrote')
    .action((name: string) => {
      const place = terminal();
      const file = resolve(name);
      if (!existsSync(file) || statSync(file).size > MAX_RECEIPT_BYTES) throw new Refusal(`${file}: no such file, or none of this kind`);
      const parsed = Receipt.safeParse(parseJson(readFileSync(file, 'utf8')));
      if (!parsed.success) throw new Refusal(`${file}: expected a receipt that \`move import\` wrote`);
      const { from, to, recordIds } = parsed.data;
      if (from !== place.id) throw new Refusal(`${file}: is for terminal ${from}, this is ${place.id}`);
      withStore(place, ({ carried }) => {
        const parked = carried.parkMoved(recordIds, to, commandLine('records-moved', to));
        console.out(`${parked} of ${recordIds.length} records are parked here as moved to ${to}`);
      });
    });
}

/** Undelivered records, a page at a time; this terminal's own with its word that it made them. */
function* undelivered({ carried }: Store, ownId: string, { keyId, privateKey }: TerminalKeys): Generator<CarriedRecord> {
  const vouch = ({ recordId, bodySha256 }: HeldRecord): RecordOrigin => ({
    terminalId: ownId,
    keyId,
    signature: sign(null, Buffer.from(originText(ownId, recordId, bodySha256)), privateKey).toString('base64'),
  });
  let after = 0;
  for (;;) {
    const page = carried.page(after, PAGE);
    if (page.length === 0) return;
    for (const record of page) {
      after = record.row;
      yield { ...record, origin: record.origin ?? vouch(record) };
    }
  }
}
