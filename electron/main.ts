/** Electron's main process. Started by electron/start.ts. */
import { app, BrowserWindow, Menu, MessageChannelMain, powerSaveBlocker, protocol, session, utilityProcess } from 'electron';
import { runElectronShell } from './electron-shell.ts';
import { readShellOptions } from './shell-options.ts';
import { onUncaught, outliveLog } from './uncaught.ts';

const electron = { app, BrowserWindow, Menu, MessageChannelMain, powerSaveBlocker, protocol, session, utilityProcess };
outliveLog();
const shell = runElectronShell(electron, readShellOptions(process.argv), (line) => void process.stderr.write(`${line}\n`));
onUncaught((line) => shell.fail(line));
