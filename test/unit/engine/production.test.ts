import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { VerdictView } from '../../../core/contract.ts';
import type { Engine } from '../../../core/engine-parts.ts';
import { openProductionEngine } from '../../../core/production.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { type Client, createClient } from '../../../core/wire.ts';
import { localPorts, type LocalPort } from '../../../electron/local-port.ts';
import { makeRevocationList } from '../../../tools/issuer/certificates.ts';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { encodeC40, encodeVds, toTd2Zone } from '../../../tools/issuer/encode-vds.ts';
import { encodeVdsNc, vaccinationMessage } from '../../../tools/issuer/encode-vds-nc.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { sampleTraveller } from '../../../tools/issuer/sample-travellers.ts';
import { createSealWorkshop } from '../../../tools/issuer/seal-workshop.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { toBytes } from '../../../tools/trust/metadata.ts';
import { createRepository } from '../../../tools/trust/repository.ts';
import { writeRepository } from '../../../tools/trust/repository-files.ts';
import { roleKeysFromSeed } from '../../../tools/trust/roles.ts';
import { tempDir } from '../../support/temp-dir.ts';

let engine: Engine | null = null;
let port: LocalPort | null = null;
let client: Client | null = null;
async function closeTerminal(): Promise<void> {
  port?.close();
  await engine?.stop();
  engine = null;
}
afterEach(closeTerminal);

const now = utcMillis(Date.now());
const workshop = createWorkshop('production', now);

const logged: object[] = [];

/** Opens a production terminal whose settings are changed; returns the function that judges a text. */
async function open(dir: string, change: object): Promise<(text: string) => Promise<VerdictView>> {
  writeFileSync(join(dir, 'keys.json'), JSON.stringify(workshop.keySet));
  const settings = { terminal: { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' }, dataDir: 'data', keySetFile: 'keys.json', staff: { signIn: 'none' }, ...change };
  writeFileSync(join(dir, 'portas.json'), JSON.stringify(settings));
  logged.splice(0);
  engine = await openProductionEngine(join(dir, 'portas.json'), (event, fields) => logged.push({ event, ...fields }));
  const [mine, theirs] = localPorts();
  port = mine;
  const window = createClient(mine);
  client = window;
  engine.attach(theirs);
  return async (text) => {
    const verdict = new Promise<VerdictView>((resolve) => {
      const leave = window.on('verdict:shown', (shown) => {
        leave();
        resolve(shown);
      });
    });
    await window.call('desk:manual', { text });
    return verdict;
  };
}

interface ShcVector {
  readonly id: string;
  readonly code: unknown;
  readonly key: { readonly jwks: unknown } | null;
}
const shcVectors = (JSON.parse(readFileSync(new URL('../../vectors/shc/shc.json', import.meta.url), 'utf8')) as { vectors: readonly ShcVector[] }).vectors;
const card = shcVectors.find(({ id }) => id === 'shc-valid-00-QR-numeric');
const cardIssuer = 'https://spec.smarthealth.cards/examples/issuer';

const { card: withdrawnCard, crl } = JSON.parse(readFileSync(new URL('../../vectors/revocation/shc-lists.json', import.meta.url), 'utf8')) as { card: string; crl: { kid: string } };
/** A batch that withdraws no code there is. */
const batch = { country: 'PT', expires: '2100-01-01T00:00:00Z', kid: 'AQIDBAUGBwg=', hashType: 'UCI', entries: [{ hash: 'AAAAAAAAAAAAAAAAAAAAAA==' }] };

describe('a production terminal', () => {
  it('verifies codes by every list of keys that its settings name', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'shc.json'), JSON.stringify(card?.key?.jwks));
    const names = { 'zh-Hant': '樣本', pt: 'Amostra', en: 'Sample', 'zh-Hans': '样本' };
    const judge = await open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'shc.json', names }] });
    const own = encodeMo1(sampleTraveller(createRandom('production'), { issuer: workshop.issuer, at: now }), workshop.signer);
    expect(await judge(own)).toMatchObject({ outcome: 'pass', format: 'MO1', issuer: 'MO-DEMO' });
    const foreign = await judge(String(card?.code));
    expect(foreign).toMatchObject({ outcome: 'refer', format: 'SHC', issuer: cardIssuer, issuerNames: names, traveller: { colour: null } });
    expect(foreign.traveller?.nameLatin).not.toBeNull();
  });

  it('verifies ICAO seals by the authorities and signers that its settings name, and refuses a withdrawn signer', async () => {
    const dir = tempDir();
    const seals = createSealWorkshop('production', now);
    const holder = { nameHan: null, nameLatin: 'ERIKSSON ANNA', birthDate: '1974-08-12', sex: 'female', nationality: 'UTO' } as const;
    const proof = vaccinationMessage({ holder, documents: [], vaccinations: [{ dose: 1, ofDoses: 1, on: '2021-06-13', product: 'Comirnaty' }] }, 'VB1');
    const sealed = encodeVdsNc({ hdr: { t: 'icao.vacc', v: 1, is: seals.issuer }, msg: proof }, seals.vdsNcSigner);
    writeFileSync(join(dir, 'uto.pem'), seals.authorityPem);
    writeFileSync(join(dir, 'seals.pem'), seals.vdsSignerPem);
    const { signer, reference, privateKey } = seals.vdsSigner;
    const day = new Date(now - 3 * 86_400_000).toISOString().slice(0, 10);
    const zone = encodeC40(toTd2Zone({ code: 'P', country: 'UTO', holder, number: 'D23145890', expiresOn: '2098-04-15' }));
    const sign = (): string => encodeVds({ version: 3, country: 'UTO', signer, reference, issuedOn: day, signedOn: day, documentType: '5e03', features: [[2, zone]] }, privateKey);
    // A signature may end in what is white space as text.
    let stamp = sign();
    while (stamp.trim() === stamp) stamp = sign();

    const judge = await open(dir, { vdsNcAuthorities: [{ issuer: 'UTO', certificatesFile: 'uto.pem' }], sealSignersFile: 'seals.pem' });
    expect(await judge(sealed)).toMatchObject({ outcome: 'refer', format: 'VDS-NC', issuer: 'UTO', traveller: { nameLatin: 'ERIKSSON ANNA', colour: null } });
    expect(await judge(stamp)).toMatchObject({ outcome: 'refer', format: 'VDS', issuer: 'UTDS', traveller: { nameLatin: 'ERIKSSON ANNA', birthDate: '1974-08-12' } });
    await closeTerminal();

    writeFileSync(join(dir, 'uto.crl'), makeRevocationList(seals.authorityName, ['2a'], seals.authority.privateKey, now));
    const stricter = await open(dir, { vdsNcAuthorities: [{ issuer: 'UTO', certificatesFile: 'uto.pem', revocationListFile: 'uto.crl' }] });
    expect(await stricter(sealed)).toMatchObject({ outcome: 'refuse', reasons: [{ code: 'code-revoked' }], traveller: null });
    expect(await stricter(stamp)).toMatchObject({ outcome: 'refer', reasons: [{ code: 'issuer-unknown' }], traveller: null });
  });

  it('puts a card in several symbols together, and judges it once', async () => {
    const dir = tempDir();
    const divided = shcVectors.find(({ id }) => id === 'shc-valid-02-QR-numeric');
    writeFileSync(join(dir, 'shc.json'), JSON.stringify(divided?.key?.jwks));
    const judge = await open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'shc.json' }] });
    const [last = '', ...parts] = [...(divided?.code as readonly string[])].reverse();
    const seen: unknown[] = [];
    client?.on('scan:part', (part) => seen.push(part));
    for (const text of parts) await client?.call('desk:manual', { text });
    expect(seen).toEqual(parts.map((_, index) => ({ have: index + 1, of: parts.length + 1 })));
    expect(await judge(last)).toMatchObject({ format: 'SHC', issuer: cardIssuer });
    expect((await client?.call('desk:recent', {}))?.scans).toHaveLength(1);
  });

  it('refers a card whose issuer no list names, without showing anything of it', async () => {
    const judge = await open(tempDir(), {});
    expect(await judge(String(card?.code))).toMatchObject({ outcome: 'refer', reasons: [{ code: 'issuer-unknown' }], format: 'SHC', traveller: null });
  });

  it('refuses what the lists of its settings withdraw, and counts it', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'shc.json'), JSON.stringify(card?.key?.jwks));
    mkdirSync(join(dir, 'crl'));
    writeFileSync(join(dir, 'crl', `${crl.kid}.json`), JSON.stringify(crl));
    writeFileSync(join(dir, 'dcc.json'), JSON.stringify([batch, { ...batch, expires: '2022-01-01T00:00:00Z' }]));
    const judge = await open(dir, { dccRevocationPath: 'dcc.json', shcIssuers: [{ issuer: cardIssuer, keysFile: 'shc.json', revocationPath: 'crl' }] });
    expect(await judge(withdrawnCard)).toMatchObject({ outcome: 'refuse', reasons: [{ code: 'code-revoked' }], format: 'SHC', traveller: { nameLatin: 'Revoked Johnny' } });
    expect(await judge(String(card?.code))).toMatchObject({ outcome: 'refer', format: 'SHC' });
    const view = await client?.call('service:trust', {});
    expect(view).toMatchObject({ keySet: { revokedCodes: 6 } });
    expect(logged).toContainEqual({ event: 'revocation-batches-expired', path: join(dir, 'dcc.json'), batches: 1 });
    expect(logged).not.toContainEqual(expect.objectContaining({ event: expect.stringContaining('revocation-list') }));
  });

  it('says when a list is missing that an issuer publishes, and judges without it', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'shc.json'), JSON.stringify(card?.key?.jwks));
    const judge = await open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'shc.json' }] });
    expect(logged).toContainEqual({ event: 'revocation-list-missing', issuer: cardIssuer, keyId: crl.kid });
    expect((await judge(withdrawnCard)).reasons.map(({ code }) => code)).not.toContain('code-revoked');
  });

  it('does not open with a list of withdrawn codes that is none, and names file and field', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'shc.json'), JSON.stringify(card?.key?.jwks));
    writeFileSync(join(dir, 'odd.json'), JSON.stringify({ ...batch, kid: 'AAAA' }));
    const message = expect.stringMatching(/odd\.json: kid: expected/) as string;
    await expect(open(dir, { dccRevocationPath: 'odd.json' })).rejects.toMatchObject({ code: 'key-set-invalid', message });
    await expect(open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'shc.json', revocationPath: 'odd.json' }] })).rejects.toMatchObject({ code: 'key-set-invalid', message });
  });

  it('does not open with a trust list or a key set that is none, and names the file', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'odd.json'), '{"keys":[]}');
    await expect(open(dir, { dccTrustListFile: 'odd.json' })).rejects.toMatchObject({ code: 'key-set-invalid', message: expect.stringContaining('odd.json') });
    await expect(open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'odd.json' }] })).rejects.toMatchObject({ code: 'key-set-invalid', message: expect.stringContaining('odd.json') });
    await expect(open(dir, { dccTrustListFile: 'missing.json' })).rejects.toMatchObject({ code: 'key-set-invalid' });
  });
});

describe('a production terminal with a signed set', () => {
  const signers = roleKeysFromSeed('production');
  const keySet = { ...workshop.keySet, issuedAt: new Date(now - 60_000).toISOString() };
  const repository = createRepository({ at: now, signers, targets: [{ path: 'keys/mo.json', content: Buffer.from(JSON.stringify(keySet)), custom: { kind: 'key-set' } }] });
  const goodCode = (): string => encodeMo1(sampleTraveller(createRandom('signed'), { issuer: workshop.issuer, at: now }), workshop.signer);

  /** A folder with root and first set, and the settings that name them. */
  function provisioned(): { readonly dir: string; readonly settings: object } {
    const dir = tempDir();
    writeFileSync(join(dir, 'root.json'), toBytes(repository.roots[0]));
    writeRepository(join(dir, 'first'), repository);
    return { dir, settings: { keySetFile: undefined, trust: { rootFile: 'root.json', firstSetFolder: 'first' } } };
  }

  it('takes its first set from the folder of the settings, and works by it at the next start without the folder', async () => {
    const { dir, settings } = provisioned();
    const judge = await open(dir, settings);
    expect((await judge(goodCode())).reasons.map(({ code }) => code)).not.toContain('unknown-key');
    expect((await client?.call('trust:state', {}))?.distribution?.set).toMatchObject({ targets: 1 });
    await closeTerminal();
    rmSync(join(dir, 'first'), { recursive: true });
    const again = await open(dir, settings);
    expect((await again(goodCode())).issuer).toBe(workshop.issuer);
    expect((await client?.call('trust:state', {}))?.distribution).toMatchObject({ set: { targets: 1 }, recent: [{ result: 'installed', source: 'folder' }] });
  });

  it('opens without a set, refers everybody, and says so', async () => {
    const { dir, settings } = provisioned();
    rmSync(join(dir, 'first'), { recursive: true });
    const judge = await open(dir, settings);
    expect((await judge(goodCode())).outcome).toBe('refer');
    expect((await client?.call('trust:state', {}))?.distribution).toMatchObject({ set: null, recent: [{ result: 'refused', cause: 'unreachable' }] });
  });

  it('does not open with a root file that is missing or none', async () => {
    const { dir, settings } = provisioned();
    writeFileSync(join(dir, 'root.json'), '{}');
    await expect(open(dir, settings)).rejects.toMatchObject({ code: 'config-invalid', message: expect.stringContaining('trust.rootFile') as string });
    rmSync(join(dir, 'root.json'));
    await expect(open(dir, settings)).rejects.toThrow('root.json');
  });
});
