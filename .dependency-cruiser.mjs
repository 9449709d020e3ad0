/**
 * Who may import whom. Layers are allow-lists: a dependency that no rule names is an error.
 * The table of docs/ARCHITECTURE.md in machine form.
 */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { pathNot: allowed },
});
const npm = (...names) => names.map((n) => `(^|/)node_modules/(@types/)?${n}/`);
const node = '^(node:)?(assert|buffer|child_process|crypto|events|fs|http|https|net|os|path|process|readline|stream|timers|url|util|worker_threads|zlib|tls|perf_hooks|module)(/promises)?$';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'Cycles hide who depends on whom.', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', comment: 'Every import must resolve.', from: {}, to: { couldNotResolve: true, pathNot: ['\\?raw$', '\\?url$', '^virtual:'] } },
    only('model-imports-nothing', '^core/model/', ['^core/model/'], 'model is the vocabulary: it depends on nothing.'),
    only('contract', '^core/((contract|wire)\\.ts$|contract/)', ['^core/((contract|wire)\\.ts$|contract/)', '^core/model/', ...npm('zod')], 'contract: model and the schema library.'),
    { name: 'contract-is-whole', severity: 'error', comment: 'The topics of the contract are imported by core/contract.ts and by one another alone.', from: { pathNot: '^core/contract(\\.ts$|/)' }, to: { path: '^core/contract/' } },
    { name: 'engine-is-whole', severity: 'error', comment: 'What the engine and its handlers are put together from is imported by them and by one another alone.', from: { pathNot: '^core/(engine|handlers)(\\.ts$|/)' }, to: { path: '^core/(engine|handlers)/' } },
    only('codes', '^core/codes/', ['^core/(model|codes)/', node], 'codes: model.'),
    only('trust', '^core/trust/(?!distribution/)', ['^core/(model|trust)/', node, ...npm('zod')], 'trust: model, schemas.'),
    only('trust-distribution', '^core/trust/distribution/', ['^core/(model|disk|trust)/', node, ...npm('zod', 'tuf-js', 'undici')], 'trust distribution: the TUF client and the HTTP client too.'),
    only('rules', '^core/rules/', ['^core/(model|rules)/', node, ...npm('zod', 'certlogic-js')], 'rules: model, CertLogic.'),
    only('convert', '^core/convert/', ['^core/(model|convert)/', node, ...npm('tweetnacl', 'tweetnacl-sealedbox-js')], 'convert: model, sealed box.'),
    only('scan', '^core/scan/', ['^core/(model|scan)/', node, ...npm('zod', 'node-hid', '@serialport/bindings-cpp')], 'scan: model, node-hid, the serial port binding.'),
    only('disk', '^core/disk/', ['^core/disk/', node], 'disk: Node alone. Files that are on the disk when a call returns.'),
    only('terminal', '^core/terminal/', ['^core/(model|disk|terminal)/', node], 'terminal: model, disk. The terminal\'s own folder and keys.'),
    only('staff', '^core/staff/', ['^core/(model|staff|codes|trust)/', '^core/contract\\.ts$', node], 'staff: model, badges and their keys; the store is handed in.'),
    only('desk', '^core/desk/', ['^core/(model|desk|codes|trust|rules|convert)/', '^core/contract\\.ts$', node], 'desk: the road\'s own steps; never the store, the network or a device.'),
    only('service', '^core/service/', ['^core/(model|service|store|trust|rules|terminal|scan)/', '^core/(contract|version)\\.ts$', node], 'service: what the technician and the supervisor see.'),
    only('store', '^core/store/', ['^core/(model|disk|store)/', node, ...npm('better-sqlite3-multiple-ciphers')], 'store: model, disk, SQLite. Nobody else imports it.'),
    only('uplink', '^core/uplink/', ['^core/(model|uplink)/', node, ...npm('undici', 'zod')], 'uplink: model (the outbox interface), the HTTP client.'),
    only('electron', '^electron/', ['^electron/', '^core/(engine|production|contract|wire|version)\\.ts$', '^core/model/', '(^|/)node_modules/electron/', node, ...npm('playwright-core', 'commander', 'zod')], 'shells: engine, contract, electron.'),
    only('cli', '^cli/', ['^cli/', '^core/', node, ...npm('commander', 'zod')], 'the command line: the core, in pieces; no window, no SQL of its own.'),
    only('preload', '^electron/preload\\.ts$', ['^electron/preload', '^core/(contract|wire)\\.ts$', '(^|/)node_modules/electron/'], 'preload: contract only.'),
    {
      name: 'renderer', severity: 'error', comment: 'renderer: contract, its own files, browser libraries; no node, no electron.',
      from: { path: '^renderer/', pathNot: '^renderer/vite\\.config\\.ts$' },
      to: { pathNot: ['^renderer/', '^core/contract\\.ts$', '^core/wire\\.ts$', ...npm('react', 'react-dom', 'i18next', 'react-i18next', 'uplot', 'uqr', 'bwip-js', 'pdfjs-dist', '@fontsource/.*', 'zod', 'zxing-wasm', '@zxing/library'), '^zxing-wasm/.*\\?url$'] },
    },
    { name: 'sql-in-store', severity: 'error', comment: 'Only core/store opens the database.', from: { path: '^core/', pathNot: '^core/store/' }, to: { path: '(^|/)node_modules/better-sqlite3-multiple-ciphers/' } },
    { name: 'hid-in-scan', severity: 'error', comment: 'Only core/scan talks to node-hid and to serial ports.', from: { path: '^(core|electron)/', pathNot: '^core/scan/' }, to: { path: '(^|/)node_modules/((@types/)?node-hid|@serialport)/' } },
    { name: 'nothing-imports-tools', severity: 'error', comment: 'tools and test stand around the product.', from: { path: '^(core|electron|cli|renderer)/' }, to: { path: '^(tools|test)/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
