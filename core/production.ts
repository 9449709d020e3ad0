import { join } from 'node:path';
import { readBuildTime } from './build-time.ts';
import { type Config, loadConfig, RESOURCES_DIR } from './config.ts';
import { openEngine } from './engine.ts';
import type { Engine, EngineParts, EngineSettings } from './engine-parts.ts';
import { type KeyListFile, type KeyLists, type ListFiles, toKeySet } from './key-lists.ts';
import { durationMs, HOUR_MS, MINUTE_MS, utcMillis } from './model/units.ts';
import { loadRuleSet } from './rules/rule-set.ts';
import { loadDeviceProfiles } from './scan/device-profiles.ts';
import { createNodeHidDriver } from './scan/node-hid-driver.ts';
import { loadScannerModels } from './scan/scanner-models.ts';
import { createSerialPortDriver } from './scan/serialport-driver.ts';
import type { SignedTrustSettings } from './signed-trust.ts';
import { systemClock } from './system-clock.ts';
import { listTrustFiles } from './trust/json-files.ts';
import { type KeySet, keySetOf, loadKeySet, readTrustFile } from './trust/key-set.ts';
import { fileTrust } from './trust/trust-source.ts';

/**
 * Opens the engine of a production terminal from its settings file.
 * @throws PortasFault for wrong settings and for unusable keys, rules, profiles or data.
 */
export function openProductionEngine(configFile: string, log: EngineParts['log']): Promise<Engine> {
  const config = loadConfig(configFile);
  return openEngine({
    settings: toSettings(config),
    ...(config.trust === undefined ? toFileTrust(config, log) : { keys: NO_KEYS, signedTrust: toSignedTrust(config.trust) }),
    builtAt: readBuildTime(),
    rules: loadRuleSet(config.rulesFile),
    profiles: loadDeviceProfiles(config.scanners.profilesFile),
    models: loadScannerModels(join(RESOURCES_DIR, 'scanner-models.json')),
    drivers: [createNodeHidDriver(), createSerialPortDriver({ settingsPaths: config.scanners.serialPorts.flatMap(({ match }) => ('path' in match ? [match.path] : [])) })],
    clock: systemClock,
    endProcess: () => process.exit(EXIT_DAMAGED),
    log,
  });
}

/** Exit code when the database was met damaged: the next start sets it aside. */
const EXIT_DAMAGED = 3;

/** Before the first signed set. */
const NO_KEYS = keySetOf([], { sequence: 0, issuedAt: utcMillis(0), origin: '-' });

function toSignedTrust({ rootFile, url, everyMinutes, firstSetFolder }: NonNullable<Config['trust']>): SignedTrustSettings {
  return { root: readTrustFile(rootFile).bytes, url: url ?? null, every: durationMs(everyMinutes * MINUTE_MS), firstSetFolder: firstSetFolder ?? null };
}

/** What files bring. They count as signed from the issue of the terminal's own set: lists of foreign signers change when they change. */
function toFileTrust(config: Config, log: EngineParts['log']): Pick<EngineParts, 'keys' | 'trust'> {
  const own = config.keySetFile === undefined ? null : loadKeySet(config.keySetFile);
  const keys = loadKeys(config, own, log);
  return own === null ? { keys } : { keys, trust: fileTrust(own.issuedAt, durationMs(config.keySetHours * HOUR_MS)) };
}

/** Every key the terminal trusts, from its own set and all the lists that the settings name. */
function loadKeys(config: Config, own: KeySet | null, log: EngineParts['log']): KeySet {
  const { dccTrustListFile, dccRevocationPath, shcIssuers, nzcpIssuers, vdsNcAuthorities, sealSignersFile } = config;
  const lists: KeyLists = {
    keySets: own === null ? [] : [own],
    dccTrustLists: dccTrustListFile === undefined ? [] : [readKeyList(dccTrustListFile)],
    dccRevocations: dccRevocationPath === undefined ? null : listFiles(dccRevocationPath),
    shcIssuers: shcIssuers.map(({ issuer, names, keysFile, revocationPath }) => ({
      issuer,
      names,
      keys: readKeyList(keysFile),
      revocations: revocationPath === undefined ? null : listFiles(revocationPath),
    })),
    nzcpIssuers: nzcpIssuers.map(({ issuer, names, documentFile }) => ({ issuer, names, document: readKeyList(documentFile) })),
    vdsNcAuthorities: vdsNcAuthorities.map(({ issuer, certificatesFile, revocationListFile }) => ({
      issuer,
      certificates: readKeyList(certificatesFile),
      revocationLists: revocationListFile === undefined ? [] : [readKeyList(revocationListFile)],
    })),
    sealSigners: sealSignersFile === undefined ? [] : [readKeyList(sealSignersFile)],
  };
  return toKeySet(lists, systemClock.now(), log);
}

function readKeyList(path: string): KeyListFile {
  const { bytes, changedAt } = readTrustFile(path);
  return { origin: path, bytes, issuedAt: changedAt };
}

const listFiles = (path: string): ListFiles => ({ origin: path, files: listTrustFiles(path) });

/** Settings of the engine from the settings file. */
function toSettings(config: Config): EngineSettings {
  return {
    mode: 'production',
    terminal: config.terminal,
    desk: config.desk,
    dataDir: config.dataDir,
    keyboard: { layout: config.scanners.keyboardLayout, affixes: config.scanners.wedge },
    serialPorts: config.scanners.serialPorts,
    scannerRoles: config.scanners.roles,
    retention: config.retention,
    perOfficer: config.overview.perOfficer,
    staff: config.staff,
    gateway: config.gateway ?? null,
  };
}
