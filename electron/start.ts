/**
 * `npm start`: opens the terminal. Electron where it can be had, else the Chromium shell; without a display, headless.
 * A production terminal with --config, else a drill.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openChromiumShell } from './chromium.ts';
import { obtainElectron } from './electron-binary.ts';
import { runChild } from './run-child.ts';
import type { ShellOptions } from './shell-options.ts';
import { parseStartOptions, type StartOptions } from './start-options.ts';
import { onUncaught, outliveLog } from './uncaught.ts';

/** Time for window and engine to end after a fault that nobody caught; the engine host bounds its own part by 10 s. */
const END_LIMIT_MS = 15_000;

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const at = (path: string): string => resolve(ROOT, path);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const hasDisplay = (): boolean => process.platform !== 'linux' || [process.env.DISPLAY, process.env.WAYLAND_DISPLAY].some((display) => display !== undefined && display !== '');

/** Builds what is not up to date. A packaged terminal has no build tools and is built already. */
async function build(targets: readonly string[]): Promise<number> {
  const script = at('tools/build/build.ts');
  return existsSync(script) ? runChild(process.execPath, [script, ...targets]) : 0;
}

/** Arguments of the engine process. */
function engineArgs({ config, gateway, data, lang }: StartOptions): string[] {
  const named = { config: config === undefined ? undefined : resolve(config), gateway, data: data === undefined ? undefined : resolve(data), lang };
  return Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

const engineFolder = ({ config }: StartOptions): string => (config === undefined ? 'tools/drill' : 'electron');

function runHeadless(options: StartOptions): Promise<number> {
  const { travellers } = options;
  const count = travellers === undefined ? [] : ['--travellers', `${travellers}`];
  return runChild(process.execPath, [at(`${engineFolder(options)}/headless.ts`), ...engineArgs(options), ...count]);
}

async function runElectron(binary: string, options: StartOptions): Promise<number> {
  const built = await build(['window', 'shells', 'engine']);
  if (built !== 0) return built;
  const shell: ShellOptions = {
    engineEntry: at(`out/app/${engineFolder(options)}/engine-process.js`),
    engineArgs: engineArgs(options),
    rendererDir: at('out/renderer'),
    preloadFile: at('out/preload.cjs'),
    kiosk: options.kiosk ?? false,
    devTools: options.config === undefined,
  };
  // Chromium's sandbox needs a user of its own: it cannot be had as root.
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return runChild(binary, [...flags, at('out/main.cjs'), JSON.stringify(shell)]);
}

async function runChromium(options: StartOptions): Promise<number> {
  const built = await build(['window', 'shells']);
  if (built !== 0) return built;
  const shell = await openChromiumShell({
    engineEntry: at(`${engineFolder(options)}/engine-process.ts`),
    engineArgs: engineArgs(options),
    kiosk: options.kiosk ?? false,
    report: say,
  });
  let code = 0;
  const end = (): void => {
    // What could not be closed has been reported.
    shell.close().catch(() => undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  onUncaught((line) => {
    say(line);
    code = 1;
    end();
    setTimeout(() => process.exit(code), END_LIMIT_MS).unref();
  });
  await shell.closed;
  return code;
}

/** @returns the exit code. */
async function start(): Promise<number> {
  const command = parseStartOptions(process.argv.slice(2));
  if (command.kind === 'exit') {
    (command.code === 0 ? process.stdout : process.stderr).write(command.text);
    return command.code;
  }
  const { options } = command;
  if (options.headless === true) return runHeadless(options);
  if (!hasDisplay()) {
    say('no display (neither DISPLAY nor WAYLAND_DISPLAY is set): running headless');
    return runHeadless(options);
  }
  if (options.shell !== 'chromium') {
    const binary = await obtainElectron(at('out/.electron-fetch.json'), Date.now(), say);
    if (binary !== null) return runElectron(binary, options);
    if (options.shell === 'electron') return 1;
    say('opening the window in Chromium instead');
  }
  return runChromium(options);
}

outliveLog();
try {
  process.exitCode = await start();
} catch (cause) {
  say(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}
