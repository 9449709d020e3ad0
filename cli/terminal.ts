/** Which terminal a command is about: every command takes it from the terminal's settings file. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Config, loadConfig } from '../core/config.ts';
import { DATABASE_FILE } from '../core/engine.ts';
import { type Console, Refusal } from './console.ts';

export interface TerminalPlace {
  readonly id: string;
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly config: Config;
}

export interface CommandContext {
  readonly console: Console;
  /** Reads the settings. @throws Refusal (usage) without --config, PortasFault `config-invalid` for a file that is none. */
  readonly terminal: () => TerminalPlace;
}

/** Gives the program its one common option. */
export function createContext(program: Command, console: Console): CommandContext {
  program.addOption(new Option('--config <file>', "the terminal's settings file").env('PORTAS_CONFIG'));
  return {
    console,
    terminal() {
      const { config: file } = program.opts<{ config?: string }>();
      if (file === undefined || file === '') throw new Refusal('which terminal? Give --config FILE before the command, or set PORTAS_CONFIG', 2);
      const config = loadConfig(file);
      return { id: config.terminal.id, dataDir: config.dataDir, databaseFile: join(config.dataDir, DATABASE_FILE), config };
    },
  };
}
