/** One run of scenarios in the virtual machine, from packages to results. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGuestProgram } from './host/guest-program.ts';
import { makeInitramfs } from './host/initramfs.ts';
import { cutKernel } from './host/kernel.ts';
import { runMachine } from './host/machine.ts';
import { fetchPackages, keep } from './host/packages.ts';
import { prepare } from './prepared.ts';
import { ENV_CONTROL, ENV_PREPARED, ENV_ROOT, ENV_SCENARIOS, type Result } from './protocol.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface VmRun {
  readonly scenarios: readonly string[];
  /** With terminals that do not keep their promises: every scenario must find something. */
  readonly control: boolean;
  readonly limitMs: number;
  readonly onResult: (result: Result) => void;
  readonly say: (line: string) => void;
}

/**
 * Needs the engine built (`npm run build -- engine`).
 * @throws {VmUnavailable} where the machine cannot be had; Error when it stops before its end.
 */
export async function runVm({ scenarios, control, limitMs, onResult, say }: VmRun): Promise<void> {
  const packages = fetchPackages(say);
  const bzImage = readFileSync(packages.bzImage);
  const vmlinux = join(packages.madeDir, 'vmlinux');
  keep(vmlinux, (file) => writeFileSync(file, cutKernel(bzImage) ?? bzImage));
  const program = await buildGuestProgram(ROOT);
  const dir = mkdtempSync(join(tmpdir(), 'portas-vm-run-'));
  try {
    prepare(dir);
    const initramfs = join(dir, 'initramfs.cpio');
    const env = { [ENV_SCENARIOS]: scenarios.join(','), [ENV_CONTROL]: control ? '1' : '', [ENV_PREPARED]: dir, [ENV_ROOT]: ROOT };
    writeFileSync(initramfs, makeInitramfs({ busybox: packages.busybox, modulesDir: packages.modulesDir, command: [process.execPath, join(program, 'main.js')], env }));
    await runMachine({ kernel: vmlinux, initramfs, limitMs, onResult, say });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
