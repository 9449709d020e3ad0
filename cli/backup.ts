/** `portas backup` and `portas restore`. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { backUp, checkBackup } from '../core/store/damage/backup.ts';
import { restoreStore } from '../core/store/damage/recover.ts';
import { systemClock } from '../core/system-clock.ts';
import { noteBackup } from './known-backups.ts';
import { commandLine, withStoppedTerminal, withStore } from './store.ts';
import type { CommandContext } from './terminal.ts';

export function addBackupCommands(program: Command, { console, terminal }: CommandContext): void {
  program
    .command('backup')
    .description('Copies the database, encrypted, into FILE, and its key into FILE.key; reads the copy back whole. May be used while the terminal runs. Whoever has both files has the records: keep them apart.')
    .argument('<file>', 'a file that is not there yet')
    .action((name: string) => {
      const place = terminal();
      const file = resolve(name);
      withStore(place, (store) => {
        mkdirSync(dirname(file), { recursive: true });
        const { scans, undelivered } = backUp(place.databaseFile, file);
        noteBackup(place.dataDir, file);
        store.audit.record(commandLine('store-backed-up', file));
        console.out(`${file}: ${scans} scans, ${undelivered} undelivered records; read back whole. Its key is in ${file}.key`);
      });
    });

  program
    .command('restore')
    .description('Puts a backup in place of the database. Records that the database has and the backup has not are kept; the old database goes to quarantine. The terminal must be stopped.')
    .argument('<file>', 'as `backup` wrote it, with its FILE.key beside it')
    .action((name: string) => {
      const place = terminal();
      const file = resolve(name);
      return withStoppedTerminal(place, () => {
        checkBackup(file);
        restoreStore(place.databaseFile, file, systemClock.now());
        withStore(place, (store) => {
          store.outbox.releaseLeases(systemClock.now());
          store.audit.record(commandLine('store-restored', file));
          const { pending, dead } = store.outbox.counts();
          console.out(`restored: ${store.journal.countScans()} scans, ${pending} records wait, ${dead} are dead; the old database is in ${store.damages.all()[0]?.folder ?? 'quarantine'}`);
        });
      });
    });
}
