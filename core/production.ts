import { readFileSync } from 'node:fs';
import { readBuildTime } from './build-time.ts';
import { type Config, loadConfig } from './config.ts';
import { type Engine, type EngineParts, type EngineSettings, openEngine } from './engine.ts';
import { TRAVELLER_PURPOSE } from './desk/examine.ts';
import { PortasFault } from './model/fault.ts';
import { durationMs, HOUR_MS, utcMillis } from './model/units.ts';
import { loadRuleSet } from './rules/rule-set.ts';
import { loadDeviceProfiles } from './scan/device-profiles.ts';
import { createNodeHidDriver } from './scan/node-hid-driver.ts';
import { systemClock } from './system-clock.ts';
import { parseAuthorities, withRevocationList } from './trust/authority.ts';
import { combineKeySets } from './trust/combine-key-sets.ts';
import { loadDccRevocations } from './trust/dcc-revocation.ts';
import { parseDccTrustList } from './trust/dcc-trust-list.ts';
import { parseDidDocument } from './trust/did-document.ts';
import { parseJwks } from './trust/jwks.ts';
import { type IssuerNames, type KeySet, keySetOf, loadKeySet, readJsonFile, readTrustFile } from './trust/key-set.ts';
import { type RevocationList, withRevocations } from './trust/revocation-list.ts';
import { parseSealSigners } from './trust/seal-signers.ts';
import { compareCrlVersions, loadShcRevocations } from './trust/shc-revocation.ts';
import { fileTrust } from './trust/trust-source.ts';

/**
 * Opens the engine of a production terminal from its settings file.
 * @throws PortasFault for wrong settings and for unusable keys, rules, profiles or data.
 */
export function openProductionEngine(configFile: string, log: EngineParts['log']): Promise<Engine> {
  const config = loadConfig(configFile);
  const keySet = loadKeySet(config.keySetFile);
  return openEngine({
    settings: toSettings(config),
    keys: loadKeys(keySet, config, log),
    // Of the terminal's own set: lists of foreign signers change when they change, and their files tell no age that means anything.
    trust: fileTrust(keySet.issuedAt, durationMs(config.keySetHours * HOUR_MS)),
    builtAt: readBuildTime(),
    rules: loadRuleSet(config.rulesFile),
    profiles: loadDeviceProfiles(config.scanners.profilesFile),
    drivers: [createNodeHidDriver()],
    clock: systemClock,
    log,
  });
}

/**
 * Every key the terminal trusts, from its own set and all the lists that the settings name, and what is withdrawn of the codes they sign. A certificate that is not used
 * and a list that is not whole are logged with the reason.
 */
function loadKeys(keySet: KeySet, config: Config, log: EngineParts['log']): KeySet {
  const { dccTrustListFile, dccRevocationPath, shcIssuers, nzcpIssuers, vdsNcAuthorities, sealSignersFile } = config;
  const sets = [
    ...(dccTrustListFile === undefined ? [] : [loadDccTrustList(dccTrustListFile, keySet.sequence, log)]),
    ...shcIssuers.map((each) => loadShcKeys(each, keySet.sequence, log)),
    ...nzcpIssuers.map((each) => loadNzcpKeys(each, keySet.sequence)),
    ...vdsNcAuthorities.map((authority) => loadAuthorities(authority, keySet.sequence)),
    ...(sealSignersFile === undefined ? [] : [loadSealSigners(sealSignersFile, keySet.sequence, log)]),
  ];
  const keys = sets.length === 0 ? keySet : combineKeySets([keySet, ...sets], [keySet, ...sets].map(({ origin }) => origin).join(', '));
  // Over all sets: HC1 codes can also be signed by keys of the terminal's own key set.
  return dccRevocationPath === undefined ? keys : withRevocations(keys, [loadDccList(dccRevocationPath, log)]);
}

function loadDccList(path: string, log: EngineParts['log']): RevocationList {
  const { list, expiredBatches } = loadDccRevocations(path, systemClock.now());
  if (expiredBatches > 0) log('revocation-batches-expired', { path, batches: expiredBatches });
  return list;
}

function loadDccTrustList(file: string, sequence: number, log: EngineParts['log']): KeySet {
  const { json, changedAt } = readJsonFile(file);
  const { keySet, refused } = parseDccTrustList(json, { origin: file, sequence, issuedAt: changedAt, purpose: TRAVELLER_PURPOSE });
  for (const { keyId, country, why } of refused) log('certificate-refused', { keyId, country, why });
  return keySet;
}

/** Later than any code; still a date that can be shown. */
const END_OF_TIME = utcMillis(Date.UTC(9999, 11, 31));

/** What key lists without purposes and validity mean: travellers' codes, for as long as the file is in place. */
const UNTIL_REMOVED = { purposes: [TRAVELLER_PURPOSE], validFrom: utcMillis(0), validUntil: END_OF_TIME } as const;

function loadShcKeys({ issuer, keysFile, names, revocationPath }: Config['shcIssuers'][number], sequence: number, log: EngineParts['log']): KeySet {
  const { json, changedAt } = readJsonFile(keysFile);
  const keys = keySetOf(parseJwks(json, keysFile, { issuer, ...UNTIL_REMOVED }), { sequence, issuedAt: changedAt, origin: keysFile, names: namesOf(issuer, names) });
  const revocations = revocationPath === undefined ? null : loadShcRevocations(revocationPath);
  for (const { kind, keyId } of compareCrlVersions(json, keysFile, revocations?.counters ?? new Map())) log(`revocation-list-${kind}`, { issuer, keyId });
  return revocations === null ? keys : withRevocations(keys, [revocations.list]);
}

function loadNzcpKeys({ issuer, documentFile, names }: Config['nzcpIssuers'][number], sequence: number): KeySet {
  const { json, changedAt } = readJsonFile(documentFile);
  const keys = parseDidDocument(json, issuer, UNTIL_REMOVED, documentFile);
  return keySetOf(keys, { sequence, issuedAt: changedAt, origin: documentFile, names: namesOf(issuer, names) });
}

const namesOf = (issuer: string, names: IssuerNames | undefined): Readonly<Record<string, IssuerNames>> => (names === undefined ? {} : { [issuer]: names });

function loadAuthorities({ issuer, certificatesFile, revocationListFile }: Config['vdsNcAuthorities'][number], sequence: number): KeySet {
  const { bytes, changedAt } = readTrustFile(certificatesFile);
  const authorities = parseAuthorities(bytes, { issuer, purposes: [TRAVELLER_PURPOSE] }, certificatesFile);
  const current = revocationListFile === undefined ? authorities : withRevocationList(authorities, readTrustFile(revocationListFile).bytes, revocationListFile);
  return keySetOf([], { sequence, issuedAt: changedAt, origin: certificatesFile }, current);
}

function loadSealSigners(file: string, sequence: number, log: EngineParts['log']): KeySet {
  const { bytes, changedAt } = readTrustFile(file);
  const { keys, refused } = parseSealSigners(bytes, [TRAVELLER_PURPOSE], file);
  for (const { keyId, country, why } of refused) log('certificate-refused', { keyId, country, why });
  return keySetOf(keys, { sequence, issuedAt: changedAt, origin: file });
}

/** Settings of the engine from the settings file, with the certificates it names read in. */
function toSettings(config: Config): EngineSettings {
  return {
    mode: 'production',
    terminal: config.terminal,
    desk: config.desk,
    dataDir: config.dataDir,
    keyboardLayout: config.scanners.keyboardLayout,
    deliveredHours: config.retention.deliveredHours,
    perOfficer: config.overview.perOfficer,
    staff: config.staff,
    gateway: config.gateway === undefined ? null : toGateway(config.gateway),
  };
}

function toGateway(gateway: NonNullable<Config['gateway']>): NonNullable<EngineSettings['gateway']> {
  const { caFile, clientCertificateFile, clientKeyFile, ...rest } = gateway;
  return {
    ...rest,
    ...(caFile === undefined ? {} : { ca: readSecret(caFile, 'gateway.caFile') }),
    ...(clientCertificateFile === undefined ? {} : { clientCertificate: readSecret(clientCertificateFile, 'gateway.clientCertificateFile') }),
    ...(clientKeyFile === undefined ? {} : { clientKey: readSecret(clientKeyFile, 'gateway.clientKeyFile') }),
  };
}

function readSecret(file: string, key: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortasFault('config-invalid', `${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
