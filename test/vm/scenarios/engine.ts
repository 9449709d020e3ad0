import { join } from 'node:path';
import { cpSync, readFileSync } from 'node:fs';
import type { FromEngineProcess } from '../../../electron/engine-messages.ts';
import { forkEngine } from '../../../electron/forked-engine.ts';
import type { VerdictView } from '../../../core/contract.ts';
import { createClient } from '../../../core/wire.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../guest/scenario.ts';
import { honeywellScanner, posReports } from '../guest/scanners.ts';
import { CODE_FILE, FOREIGN_CODE_FILE, SETTINGS_FILE } from '../prepared-files.ts';

/** The terminal's own folder: in the guest's memory. */
const TERMINAL_DIR = '/run/terminal';
/** Ten seconds where the emulated processor has a real one to itself. */
const OPEN_LIMIT_MS = 240_000;

export const engine: Scenario = {
  name: 'engine',
  title: 'the engine as built, in a process of its own: a signed code from the kernel’s HID to a pass, its journal row on disk; one character changed is no pass',
  short: false,
  control: 'the code shown is signed by a stranger',
  async run({ player, preparedDir, root }, control) {
    cpSync(preparedDir, TERMINAL_DIR, { recursive: true });
    const identity = honeywellScanner();
    const scanner = player.device(identity);
    await scanner.plug();
    const begun = performance.now();
    const child = forkEngine(join(root, 'out/app/electron/engine-process.js'));
    const state: { isOpen: boolean; gone: string | null } = { isOpen: false, gone: null };
    child.onExit((reason) => (state.gone = reason));
    child.onMessage((raw) => {
      const message = raw as FromEngineProcess;
      if (message.kind === 'ready') state.isOpen = true;
      if (message.kind === 'failed') state.gone = message.message;
    });
    child.send({ kind: 'open', args: ['--config', join(TERMINAL_DIR, SETTINGS_FILE)] });
    await until(() => state.isOpen || state.gone !== null, OPEN_LIMIT_MS);
    if (!state.isOpen) return { figure: 'not opened', broken: [`the engine did not open: ${String(state.gone)}`] };
    const openedMs = performance.now() - begun;
    const client = createClient(child.openPort());
    const verdicts: VerdictView[] = [];
    client.on('verdict:shown', (verdict) => void verdicts.push(verdict));
    await until(async () => (await client.call('app:status', {})).scanner === 'ready');
    // The quiet time after opening.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const code = readFileSync(join(preparedDir, control ? FOREIGN_CODE_FILE : CODE_FILE), 'utf8').trim();
    const show = async (text: string): Promise<VerdictView | undefined> => {
      const before = verdicts.length;
      await scanner.play(posReports(text), { spacingMs: 1 });
      await until(() => verdicts.length > before, 10_000).catch(() => undefined);
      return verdicts[before];
    };
    const good = await show(code);
    const altered = await show(`${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`);
    const { scans: recent } = await client.call('desk:recent', {});
    child.send({ kind: 'stop' });
    await until(() => state.gone !== null);
    const broken: string[] = [];
    if (good?.outcome !== 'pass') broken.push(`the signed code: ${good === undefined ? 'no verdict' : `${good.outcome} ${good.reasons.map((reason) => reason.code).join(' ')}`}`);
    if (good?.source !== 'hid-pos') broken.push(`its source: ${String(good?.source)}`);
    if (altered === undefined || altered.outcome === 'pass') broken.push(`the altered code: ${altered?.outcome ?? 'no verdict'}`);
    if (recent.length !== verdicts.length) broken.push(`${verdicts.length} verdicts shown, ${recent.length} in the journal`);
    return {
      figure: `open after ${(openedMs / 1_000).toFixed(1)} s; ${code.length} characters: ${good?.outcome ?? 'none'} in ${good?.elapsedMs.toFixed(0) ?? '?'} ms after the last report; altered: ${altered?.reasons[0]?.code ?? 'none'}`,
      broken,
    };
  },
};
