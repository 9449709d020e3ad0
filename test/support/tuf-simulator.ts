/**
 * A TUF repository in memory that says whatever a test wants, behind a web server on this machine: for a client's conduct towards repositories that
 * tools/trust would never make. Versions rise and names follow each other as long as a test does nothing about it.
 */
import { type KeyObject, constants, generateKeyPairSync, sign } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DAY_MS } from '../../core/model/units.ts';
import { sha256Of } from '../../tools/trust/metadata.ts';
import type { RoleName } from '../../tools/trust/roles.ts';

export type KeyScheme = 'ed25519' | 'ecdsa-sha2-nistp256' | 'rsassa-pss-sha256';

export interface SimulatorKey {
  readonly keyId: string;
  readonly json: { readonly keytype: string; readonly scheme: string; readonly keyval: { readonly public: string } };
  readonly sign: (data: Uint8Array) => string;
}

interface Meta {
  version: number;
  length?: number;
  hashes?: { sha256: string };
}
interface Common {
  _type: string;
  spec_version: string;
  version: number;
  expires: string;
  [other: string]: unknown;
}
interface RootJson extends Common {
  consistent_snapshot: boolean;
  keys: Record<string, SimulatorKey['json'] & Record<string, unknown>>;
  roles: Record<RoleName, { keyids: string[]; threshold: number; [other: string]: unknown }>;
}
interface TargetsJson extends Common {
  targets: Record<string, { length: number; hashes: { sha256: string } }>;
}
interface ListingJson extends Common {
  meta: Record<string, Meta>;
}

export interface TufSimulator {
  /** Signed parts as the next publication will have them. */
  readonly root: RootJson;
  readonly targets: TargetsJson;
  readonly snapshot: ListingJson;
  readonly timestamp: ListingJson;
  /** Who signs the next publication of a role. */
  readonly signers: Record<RoleName, SimulatorKey[]>;
  /** What the server has, by path: `metadata/1.root.json`. */
  readonly files: Map<string, Buffer>;
  /** Paths asked for, the newest last. */
  readonly requests: string[];
  /** Whether snapshot and timestamp state length and hash of what they name. */
  hashes: boolean;
  newKey(scheme?: KeyScheme): SimulatorKey;
  /** Makes these the role's keys and its signers. */
  setKeys(role: RoleName, keys: readonly SimulatorKey[], threshold?: number): void;
  addTarget(path: string, content: string): void;
  /** Signs and serves the roles in this order, each with the next version unless `keepVersion`. */
  publish(roles: readonly RoleName[], keepVersion?: boolean): void;
  /** Address of the folder that holds `metadata/` and `targets/`. */
  url(): string;
  close(): Promise<void>;
}

export const ALL_BUT_ROOT: readonly RoleName[] = ['targets', 'snapshot', 'timestamp'];
/** TUF writes times to the second. */
export const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Version 1 of every role, one Ed25519 key each with threshold 1, nothing in the targets. */
export async function openTufSimulator(): Promise<TufSimulator> {
  const common = (type: RoleName): Common => ({ _type: type, spec_version: '1.0.31', version: 0, expires: inDays(30) });
  const role = (): RootJson['roles'][RoleName] => ({ keyids: [], threshold: 1 });
  const root: RootJson = { ...common('root'), consistent_snapshot: true, keys: {}, roles: { root: role(), targets: role(), snapshot: role(), timestamp: role() } };
  const signed = {
    root,
    targets: { ...common('targets'), targets: {} } as TargetsJson,
    snapshot: { ...common('snapshot'), meta: {} } as ListingJson,
    timestamp: { ...common('timestamp'), meta: {} } as ListingJson,
  };
  const signers: TufSimulator['signers'] = { root: [], targets: [], snapshot: [], timestamp: [] };
  const files = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = await serve(files, requests);

  const simulator: TufSimulator = {
    ...signed,
    signers,
    files,
    requests,
    hashes: false,
    newKey,
    setKeys(name, keys, threshold = 1) {
      for (const { keyId, json } of keys) root.keys[keyId] = { ...json };
      root.roles[name] = { keyids: keys.map(({ keyId }) => keyId), threshold };
      signers[name] = [...keys];
    },
    addTarget(path, content) {
      const bytes = Buffer.from(content);
      const sha256 = sha256Of(bytes);
      signed.targets.targets[path] = { length: bytes.length, hashes: { sha256 } };
      const slash = path.lastIndexOf('/') + 1;
      files.set(`targets/${path.slice(0, slash)}${sha256}.${path.slice(slash)}`, bytes);
      files.set(`targets/${path}`, bytes);
    },
    publish(roles, keepVersion = false) {
      for (const name of roles) {
        if (!keepVersion) signed[name].version += 1;
        const bytes = signWith(signed[name], signers[name]);
        const { version } = signed[name];
        if (name !== 'timestamp') files.set(`metadata/${version}.${name}.json`, bytes);
        if (name !== 'root') files.set(`metadata/${name}.json`, bytes);
        const meta: Meta = { version, ...(simulator.hashes ? { length: bytes.length, hashes: { sha256: sha256Of(bytes) } } : {}) };
        if (name === 'targets') signed.snapshot.meta['targets.json'] = meta;
        if (name === 'snapshot') signed.timestamp.meta['snapshot.json'] = meta;
      }
    },
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/repository`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
  for (const name of ['root', 'targets', 'snapshot', 'timestamp'] as const) simulator.setKeys(name, [newKey()]);
  simulator.publish(['root', ...ALL_BUT_ROOT]);
  return simulator;
}

/** Metadata with a signature of each key over whatever it says. */
export function signWith(signed: Readonly<Record<string, unknown>>, keys: readonly SimulatorKey[]): Buffer {
  const data = Buffer.from(canonicalise(signed));
  return Buffer.from(JSON.stringify({ signed, signatures: keys.map((key) => ({ keyid: key.keyId, sig: key.sign(data) })) }, null, 1));
}

/** Canonical JSON (TUF 1.0 clause 4.2.1): members sorted, nothing escaped but quotation marks and backslashes. */
function canonicalise(value: unknown): string {
  if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalise).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${canonicalise(name)}:${canonicalise(member)}`).join(',')}}`;
}

/** A fresh key pair. Its identifier is of no meaning to clients (clause 4.2). */
function newKey(scheme: KeyScheme = 'ed25519'): SimulatorKey {
  const { publicKey, privateKey } = generate(scheme);
  const keytype = { ed25519: 'ed25519', 'ecdsa-sha2-nistp256': 'ecdsa', 'rsassa-pss-sha256': 'rsa' }[scheme];
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const text = scheme === 'ed25519' ? spki.subarray(-32).toString('hex') : String(publicKey.export({ format: 'pem', type: 'spki' }));
  const json = { keytype, scheme, keyval: { public: text } };
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return {
    keyId: sha256Of(Buffer.from(JSON.stringify(json))),
    json,
    sign: (data) => sign(scheme === 'ed25519' ? null : 'sha256', data, scheme === 'rsassa-pss-sha256' ? { key: privateKey, ...pss } : privateKey).toString('hex'),
  };
}

function generate(scheme: KeyScheme): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (scheme === 'ed25519') return generateKeyPairSync('ed25519');
  return scheme === 'ecdsa-sha2-nistp256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

async function serve(files: ReadonlyMap<string, Buffer>, requests: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/repository/', '');
    requests.push(path);
    const bytes = files.get(decodeURIComponent(path));
    response.writeHead(bytes === undefined ? 404 : 200, bytes === undefined ? {} : { 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}
