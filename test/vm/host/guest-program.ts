/** Builds the guest's program: a script for each of its entries, since stripping types and finding hundreds of files takes an emulated processor seconds. */
import { join } from 'node:path';
import { build } from 'vite';

const ENTRIES = ['main', 'uhid-player', 'denied-child', 'serial-player', 'serial-denied-child'];

/** @returns the folder of the scripts; packages with native parts are found from there. */
export async function buildGuestProgram(root: string): Promise<string> {
  const outDir = join(root, 'out/vm');
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      outDir,
      emptyOutDir: true,
      ssr: true,
      minify: false,
      target: 'node24',
      rolldownOptions: {
        input: Object.fromEntries(ENTRIES.map((entry) => [entry, join(root, `test/vm/guest/${entry}.ts`)])),
        external: [/^node:/, 'node-hid', '@serialport/bindings-cpp'],
        platform: 'node',
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return outDir;
}
