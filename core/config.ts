/**
 * The settings of a production terminal: one JSON file, every setting named here, documented in docs/CONFIGURATION.md.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { Direction, Language, PortName } from './contract.ts';
import { DOCUMENT_RULES } from './model/document-check.ts';
import { PortasFault } from './model/fault.ts';
import { KEYBOARD_LAYOUT_NAMES } from './model/keyboard.ts';
import { OVERRIDE_POLICIES } from './model/override.ts';
import { SCANNER_ROLES } from './model/scan.ts';
import { MAX_SCANNERS } from './scan/device-identity.ts';
import { HexId } from './scan/hex-id.ts';
import { FRAMING_EXPECTED, IdleMs, isFramingSound, SerialFramingFields, SerialLineFields } from './scan/serial-profile.ts';
import type { SerialPortSettings } from './scan/serial-ports.ts';
import { IssuerNames } from './trust/key-set-file.ts';

/** A settings file larger than this is not one. */
const MAX_CONFIG_BYTES = 256 * 1024;

export const RESOURCES_DIR = fileURLToPath(new URL('../resources/', import.meta.url));

/** A string of a given form, whose fault says the form. */
const form = (pattern: RegExp, expected: string): z.ZodString => z.string(`expected ${expected}`).regex(pattern, `expected ${expected}`);
const fraction = (expected: string, min: number, max: number): z.ZodNumber =>
  z.number(`expected ${expected}`).min(min, `expected ${expected}`).max(max, `expected ${expected}`);
const path = z.string('expected a file path').min(1, 'expected a file path');

/** HTTPS; plain HTTP only to this machine. */
const serverUrl = z.string('expected an https:// address').refine(isServerUrl, 'expected an https:// address (http:// only to 127.0.0.1, [::1] or localhost)');

const DEVICE = 'a device as "Scanners" shows it: "0c2e:0b8f", "0c2e:0b8f:SERIAL" or the path of a serial port';

function areDistinct<Item>(keyOf: (item: Item) => string): (items: readonly Item[]) => boolean {
  return (items) => new Set(items.map(keyOf)).size === items.length;
}

function isServerUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, username } = new URL(value);
  const local = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && local)) && search === '' && hash === '' && username === '';
}

const Terminal = z.strictObject({
  id: form(/^[A-Z0-9][A-Z0-9-]{2,31}$/, '3 to 32 capital letters, digits or hyphens'),
  lane: form(/^[A-Za-z0-9 -]{1,16}$/, '1 to 16 letters, digits, spaces or hyphens'),
  port: PortName,
  direction: Direction,
});

const Desk = z.strictObject({
  language: Language.default('zh-Hant'),
  secondLanguage: Language.nullable().default(null),
  clearAfterSeconds: fraction('2 to 120 seconds', 2, 120).default(12),
  holdLimitSeconds: fraction('10 to 900 seconds', 10, 900).default(180),
  volume: fraction('a number from 0 to 1', 0, 1).default(0.7),
  /** A code held still is read once in this time. */
  rereadSeconds: fraction('0.5 to 30 seconds', 0.5, 30).default(3),
  /** A code that this terminal passed within this time is referred. */
  repeatHours: fraction('0 to 168 hours', 0, 168).default(24),
  /** Whether a pass is converted without a document that agrees. */
  document: z.enum(DOCUMENT_RULES).default('optional'),
  /** A document that was read before its code waits this long for it, and never longer than the hold. */
  documentWaitSeconds: fraction('5 to 120 seconds', 5, 120).default(20),
});

const Gateway = z.strictObject({
  url: serverUrl,
  sealingKey: z.strictObject({
    keyId: form(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, hyphens or underscores'),
    publicKeyBase64: form(/^[A-Za-z0-9+/]{43}=$/, 'a 32-byte X25519 public key in base64 (44 characters)'),
  }),
  caFile: path.optional(),
  clientCertificateFile: path.optional(),
  clientKeyFile: path.optional(),
  timeoutSeconds: fraction('1 to 120 seconds', 1, 120).default(15),
});

const portPath = form(/^(\/[^\p{Cc}]{1,255}|COM[1-9][0-9]{0,2})$/u, 'the path of a serial port (/dev/serial/by-id/... or COM3)');

/** A serial port by its path, or by its product; with its serial number too where several are alike. */
const SerialPort = z
  .strictObject({
    path: portPath.optional(),
    vendorId: HexId.optional(),
    productId: HexId.optional(),
    serialNumber: form(/^[^\p{Cc}]{1,64}$/u, '1 to 64 characters').optional(),
    baudRate: SerialLineFields.baudRate.default(9_600),
    dataBits: SerialLineFields.dataBits.default(8),
    parity: SerialLineFields.parity.default('none'),
    stopBits: SerialLineFields.stopBits.default(1),
    flowControl: SerialLineFields.flowControl.default('none'),
    prefix: SerialFramingFields.prefix.default(''),
    suffix: SerialFramingFields.suffix.default(''),
    terminators: SerialFramingFields.terminators.default(['cr', 'lf']),
    aim: SerialFramingFields.aim.default('leading'),
    idleMs: IdleMs.nullable().default(null),
  })
  .refine(isFramingSound, FRAMING_EXPECTED)
  .transform(({ path: at, vendorId, productId, serialNumber, baudRate, dataBits, parity, stopBits, flowControl, prefix, suffix, terminators, aim, idleMs }, context): SerialPortSettings => {
    const rest = { line: { baudRate, dataBits, parity, stopBits, flowControl }, framing: { prefix, suffix, terminators, aim }, idleMs };
    if (at !== undefined && vendorId === undefined && productId === undefined && serialNumber === undefined) return { match: { path: at }, ...rest };
    if (at === undefined && vendorId !== undefined && productId !== undefined) return { match: { vendorId, productId, serialNumber: serialNumber ?? null }, ...rest };
    context.addIssue({ code: 'custom', message: 'expected either path, or vendorId and productId' });
    return z.NEVER;
  });

/** The hub's names for the second and later of several alike, which follow the order of plugging: sides would change hands. */
const isOneOfAlike = (device: string): boolean => /^[0-9a-f]{4}:[0-9a-f]{4}:.*#\d+$/u.test(device);
const ALIKE_EXPECTED = 'expected no "#2", which changes hands when scanners are plugged in anew: name serial ports by their places (/dev/serial/by-path/...), and give HID scanners of one kind no sides';

const RoleOfScanner = z.strictObject({
  device: z.union([form(/^[0-9a-f]{4}:[0-9a-f]{4}(:[^\p{Cc}]{1,64})?$/u, DEVICE), portPath], `expected ${DEVICE}`).refine((device) => !isOneOfAlike(device), ALIKE_EXPECTED),
  role: z.enum(SCANNER_ROLES),
});
/**
 * Characters that a scanner in keyboard mode adds to each code. Those alone that every layout types with one key and that stand in no code of the formats
 * we read, at least two: a hand does not press them at a scanner's pace, and no code can be cut by them.
 */
const affix = (least: number): z.ZodString => form(new RegExp(`^(?:[!#&();?]{${least},8})?$`), `nothing, or ${least} to 8 of the characters ! # & ( ) ; ?`);
const Wedge = z.strictObject({ prefix: affix(3).default(''), suffix: affix(2).default('') });

const Scanners = z.strictObject({
  /** Layout that scanners in keyboard mode are set to. */
  keyboardLayout: z.enum(KEYBOARD_LAYOUT_NAMES).default('us'),
  wedge: Wedge.prefault({}),
  profilesFile: path.optional(),
  /** Serial ports that no profile names. */
  serialPorts: z.array(SerialPort).max(MAX_SCANNERS).refine(areDistinct(({ match }: SerialPortSettings) => JSON.stringify(match)), 'expected each port once').default([]),
  /** Sides of a desk with two scanners. */
  roles: z.array(RoleOfScanner).max(MAX_SCANNERS).refine(areDistinct(({ device }: { readonly device: string }) => device), 'expected each device once').default([]),
});

const Staff = z.strictObject({
  /** `none` is for lanes without people: everything is open to whoever stands there. */
  signIn: z.enum(['required', 'none']).default('required'),
  lockAfterMinutes: fraction('1 to 120 minutes', 1, 120).default(10),
  /** Who may let a traveller through whom the rules refuse. */
  override: z.enum(OVERRIDE_POLICIES).default('two-people'),
});

const Overview = z.strictObject({
  /** Counts by staff number, of a day at most. */
  perOfficer: z.boolean('expected true or false').default(false),
});

const Retention = z.strictObject({
  /** Delivered rows (already without their bodies) are removed after this time. */
  deliveredHours: fraction('1 to 8784 hours', 1, 8_784).default(72),
  /** A record that could not be delivered in this time is set aside for a technician's decision. */
  undeliveredHours: fraction('24 to 8784 hours', 24, 8_784).default(168),
  /** Journal rows lose the officer's number after this time. */
  staffDays: fraction('1 to 3660 days', 1, 3_660).default(30),
  /** And are removed after this. */
  journalDays: fraction('1 to 3660 days', 1, 3_660).default(366),
});

const ShcIssuer = z.strictObject({
  issuer: form(/^https:\/\/[^\s?#]{1,200}$/, 'an https:// address, as the cards name their issuer'),
  keysFile: path,
  names: IssuerNames.optional(),
  /** The issuer's card revocation lists: a file, or a folder of them. */
  revocationPath: path.optional(),
});

const NzcpIssuer = z.strictObject({
  issuer: form(/^did:web:[A-Za-z0-9.-]{1,200}$/, 'a did:web: identifier, as the passes name their issuer'),
  documentFile: path,
  names: IssuerNames.optional(),
});

const SealAuthority = z.strictObject({
  issuer: form(/^[A-Z]{1,3}$/, 'one to three capital letters, as the seals name their issuer'),
  certificatesFile: path,
  revocationListFile: path.optional(),
});

const Trust = z.strictObject({
  /** Root metadata of the signed repository: what this terminal believes before anything has come. */
  rootFile: path,
  /** Address of the repository; without it sets come in folders alone. */
  url: serverUrl.optional(),
  everyMinutes: fraction('1 to 1440 minutes', 1, 1_440).default(15),
  /** Folder of a repository that is imported at start while no set is in force. */
  firstSetFolder: path.optional(),
});

/** Settings that name lists of keys: all that a signed set stands in place of. */
const KEY_LISTS = ['keySetFile', 'dccTrustListFile', 'dccRevocationPath', 'shcIssuers', 'nzcpIssuers', 'vdsNcAuthorities', 'sealSignersFile'] as const;

const ConfigFile = z
  .strictObject({
    terminal: Terminal,
    dataDir: path,
    /** The signed repository that keys, rules, profiles and policy come from, in place of the lists below. */
    trust: Trust.optional(),
    keySetFile: path.optional(),
    /** For how long from its issue a key set counts as signed, before it ages: it carries no expiry of its own. */
    keySetHours: fraction('1 to 8784 hours', 1, 8_784).default(24),
    /** Document signer certificates for HC1 codes. */
    dccTrustListFile: path.optional(),
    /** Withdrawn HC1 codes, in the batches of the EU's gateway: a file, or a folder of them. */
    dccRevocationPath: path.optional(),
    /** Issuers of SMART Health Cards and their key sets. */
    shcIssuers: z.array(ShcIssuer).max(1_000).default([]),
    /** Issuers of New Zealand COVID Passes and their DID documents. */
    nzcpIssuers: z.array(NzcpIssuer).max(16).default([]),
    /** Country signing certificates, on whose word signers of VDS-NC seals are taken. */
    vdsNcAuthorities: z.array(SealAuthority).max(256).default([]),
    /** Certificates of the signers of VDS and IDB seals. */
    sealSignersFile: path.optional(),
    rulesFile: path.optional(),
    gateway: Gateway.optional(),
    scanners: Scanners.prefault({}),
    desk: Desk.prefault({}),
    staff: Staff.prefault({}),
    overview: Overview.prefault({}),
    retention: Retention.prefault({}),
  })
  .superRefine((settings, context) => {
    const named = KEY_LISTS.filter((name) => (Array.isArray(settings[name]) ? settings[name].length > 0 : settings[name] !== undefined));
    if (settings.trust === undefined && settings.keySetFile === undefined) context.addIssue({ code: 'custom', path: ['keySetFile'], message: 'expected a file path, or trust in its place' });
    for (const name of settings.trust === undefined ? [] : named) context.addIssue({ code: 'custom', path: [name], message: 'expected none beside trust: the signed set brings its own lists' });
  });

/** Settings as the engine uses them: defaults filled in, paths absolute. */
export type Config = z.output<typeof ConfigFile> & { readonly rulesFile: string; readonly scanners: { readonly profilesFile: string } };

/**
 * Reads and checks a settings file. Relative paths in it are relative to the file.
 * @throws PortasFault `config-invalid`: names the file, every wrong key and the expected form.
 */
export function loadConfig(file: string): Config {
  let json: unknown;
  try {
    const raw = readFileSync(file);
    if (raw.length > MAX_CONFIG_BYTES) throw new Error(`larger than ${MAX_CONFIG_BYTES} bytes`);
    json = JSON.parse(raw.toString('utf8'));
  } catch (cause) {
    throw new PortasFault('config-invalid', `${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return parseConfig(json, file);
}

/** Checks settings that were read from `origin`. @throws PortasFault `config-invalid`. */
export function parseConfig(json: unknown, origin: string): Config {
  const parsed = ConfigFile.safeParse(json);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${origin}: ${issue.path.map(String).join('.') || '(the whole file)'}: ${issue.message}`);
    throw new PortasFault('config-invalid', lines.join('\n'));
  }
  const at = (value: string): string => resolve(dirname(origin), value);
  const { gateway, trust, ...rest } = parsed.data;
  return {
    ...rest,
    dataDir: at(rest.dataDir),
    ...(trust === undefined ? {} : { trust: { ...trust, rootFile: at(trust.rootFile), ...(trust.firstSetFolder === undefined ? {} : { firstSetFolder: at(trust.firstSetFolder) }) } }),
    ...(rest.keySetFile === undefined ? {} : { keySetFile: at(rest.keySetFile) }),
    shcIssuers: rest.shcIssuers.map(({ revocationPath, ...each }) => ({
      ...each,
      keysFile: at(each.keysFile),
      ...(revocationPath === undefined ? {} : { revocationPath: at(revocationPath) }),
    })),
    nzcpIssuers: rest.nzcpIssuers.map((each) => ({ ...each, documentFile: at(each.documentFile) })),
    vdsNcAuthorities: rest.vdsNcAuthorities.map(({ issuer, certificatesFile, revocationListFile }) => ({
      issuer,
      certificatesFile: at(certificatesFile),
      ...(revocationListFile === undefined ? {} : { revocationListFile: at(revocationListFile) }),
    })),
    ...(rest.sealSignersFile === undefined ? {} : { sealSignersFile: at(rest.sealSignersFile) }),
    ...(rest.dccTrustListFile === undefined ? {} : { dccTrustListFile: at(rest.dccTrustListFile) }),
    ...(rest.dccRevocationPath === undefined ? {} : { dccRevocationPath: at(rest.dccRevocationPath) }),
    rulesFile: rest.rulesFile === undefined ? resolve(RESOURCES_DIR, 'rules/default-rules.json') : at(rest.rulesFile),
    scanners: {
      ...rest.scanners,
      profilesFile: rest.scanners.profilesFile === undefined ? resolve(RESOURCES_DIR, 'device-profiles.json') : at(rest.scanners.profilesFile),
    },
    ...(gateway === undefined ? {} : { gateway: resolveGateway(gateway, at) }),
  };
}

function resolveGateway(gateway: z.output<typeof Gateway>, at: (value: string) => string): z.output<typeof Gateway> {
  const resolved = { ...gateway };
  for (const key of ['caFile', 'clientCertificateFile', 'clientKeyFile'] as const) {
    const value = gateway[key];
    if (value !== undefined) resolved[key] = at(value);
  }
  return resolved;
}
