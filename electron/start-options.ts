/** The command line of `npm start`. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Language, LANGUAGES } from '../core/contract.ts';
import { VERSION } from '../core/version.ts';

const SHELLS = ['electron', 'chromium'] as const;
const DRILL_GATEWAYS = ['up', 'down', 'faulty'] as const;

export interface StartOptions {
  /** Settings of a production terminal; without them it is a drill. */
  readonly config?: string;
  readonly headless?: true;
  /** The headless run ends after so many travellers. */
  readonly travellers?: number;
  readonly gateway?: (typeof DRILL_GATEWAYS)[number];
  /** Data directory of a drill. */
  readonly data?: string;
  readonly shell?: (typeof SHELLS)[number];
  readonly lang?: Language;
  readonly kiosk?: true;
}

/** Either what to start, or what to print and the exit code: 0 for help and version, 2 for wrong options. */
export type StartCommand = { readonly kind: 'start'; readonly options: StartOptions } | { readonly kind: 'exit'; readonly code: 0 | 2; readonly text: string };

/** More travellers than a drill's day could hold. */
const MAX_TRAVELLERS = 1_000_000;
/** What only a drill takes; a production terminal has it in its settings file. */
const DRILL_ONLY = ['gateway', 'data', 'lang'] as const;

/** Parses the arguments after the script's name. Never throws on input. */
export function parseStartOptions(args: readonly string[]): StartCommand {
  let text = '';
  const write = (piece: string): void => {
    text += piece;
  };
  const command = new Command('npm start --')
    .description('Opens the terminal. Without --config it is a drill: demo keys, a virtual scanner and a gateway of its own.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addOption(new Option('--config <file>', 'settings of a production terminal (JSON)').argParser(parseText('a file name')))
    .option('--headless', 'no window: a line for each traveller')
    .addOption(new Option('--travellers <number>', 'with --headless: end after so many travellers').argParser(parseCount))
    .addOption(new Option('--gateway <state>', "drill: how the drill's gateway behaves").choices(DRILL_GATEWAYS))
    .addOption(new Option('--data <dir>', 'drill: data directory').argParser(parseText('a folder name')))
    .addOption(new Option('--lang <tag>', 'drill: language of the window').choices(LANGUAGES))
    .addOption(new Option('--shell <kind>', 'the window: Electron, or Chromium where Electron cannot be had').choices(SHELLS))
    .option('--kiosk', 'the window fills the screen and cannot be left by hand')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });
  try {
    command.parse(args, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    return { kind: 'exit', code: cause.exitCode === 0 ? 0 : 2, text };
  }
  const options = command.opts<StartOptions>();
  const refusal = contradiction(options);
  return refusal === null ? { kind: 'start', options } : { kind: 'exit', code: 2, text: `error: ${refusal}\n` };
}

/** What the options say against each other, or null. */
function contradiction(options: StartOptions): string | null {
  const misplaced = options.config === undefined ? undefined : DRILL_ONLY.find((name) => options[name] !== undefined);
  if (misplaced !== undefined) return `option '--${misplaced}' is for a drill: with --config expected in the settings file`;
  if (options.travellers !== undefined && options.headless === undefined) return "option '--travellers <number>' expected together with --headless";
  if (options.headless !== undefined && options.shell !== undefined) return "option '--shell <kind>' expected without --headless, which opens no window";
  return null;
}

function parseCount(value: string): number {
  const count = /^\d{1,7}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > MAX_TRAVELLERS) throw new InvalidArgumentError(`expected a whole number from 1 to ${MAX_TRAVELLERS}`);
  return count;
}

/** An empty value is a slip of a script's, not a file. */
const parseText =
  (expected: string) =>
  (value: string): string => {
    if (value === '' || value.includes('\0')) throw new InvalidArgumentError(`expected ${expected}`);
    return value;
  };
