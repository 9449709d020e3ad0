import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { VerdictView } from '../../../core/contract.ts';
import type { Engine } from '../../../core/engine.ts';
import { openProductionEngine } from '../../../core/production.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { createClient } from '../../../core/wire.ts';
import { localPorts, type LocalPort } from '../../../electron/local-port.ts';
import { makeRevocationList } from '../../../tools/issuer/certificates.ts';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { encodeC40, encodeVds, toTd2Zone } from '../../../tools/issuer/encode-vds.ts';
import { encodeVdsNc, vaccinationMessage } from '../../../tools/issuer/encode-vds-nc.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { sampleTraveller } from '../../../tools/issuer/sample-travellers.ts';
import { createSealWorkshop } from '../../../tools/issuer/seal-workshop.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { tempDir } from '../../support/temp-dir.ts';

let engine: Engine | null = null;
let port: LocalPort | null = null;
async function closeTerminal(): Promise<void> {
  port?.close();
  await engine?.stop();
  engine = null;
}
afterEach(closeTerminal);

const now = utcMillis(Date.now());
const workshop = createWorkshop('production', now);

/** Opens a production terminal whose settings are changed; returns the function that judges a text. */
async function open(dir: string, change: object): Promise<(text: string) => Promise<VerdictView>> {
  writeFileSync(join(dir, 'keys.json'), JSON.stringify(workshop.keySet));
  const settings = { terminal: { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' }, dataDir: 'data', keySetFile: 'keys.json', ...change };
  writeFileSync(join(dir, 'portas.json'), JSON.stringify(settings));
  engine = await openProductionEngine(join(dir, 'portas.json'), () => undefined);
  const [mine, theirs] = localPorts();
  port = mine;
  const client = createClient(mine);
  engine.attach(theirs);
  return async (text) => {
    const verdict = new Promise<VerdictView>((resolve) => {
      const leave = client.on('verdict:shown', (shown) => {
        leave();
        resolve(shown);
      });
    });
    await client.call('desk:manual', { text });
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

describe('a production terminal', () => {
  it('verifies codes by every list of keys that its settings name', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'shc.json'), JSON.stringify(card?.key?.jwks));
    const judge = await open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'shc.json' }] });
    const own = encodeMo1(sampleTraveller(createRandom('production'), { issuer: workshop.issuer, at: now }), workshop.signer);
    expect(await judge(own)).toMatchObject({ outcome: 'pass', format: 'MO1', issuer: 'MO-DEMO' });
    const foreign = await judge(String(card?.code));
    expect(foreign).toMatchObject({ outcome: 'refer', format: 'SHC', issuer: cardIssuer, traveller: { colour: null } });
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
    const stamp = encodeVds({ version: 3, country: 'UTO', signer, reference, issuedOn: day, signedOn: day, documentType: '5e03', features: [[2, zone]] }, privateKey);

    const judge = await open(dir, { vdsNcAuthorities: [{ issuer: 'UTO', certificatesFile: 'uto.pem' }], sealSignersFile: 'seals.pem' });
    expect(await judge(sealed)).toMatchObject({ outcome: 'refer', format: 'VDS-NC', issuer: 'UTO', traveller: { nameLatin: 'ERIKSSON ANNA', colour: null } });
    expect(await judge(stamp)).toMatchObject({ outcome: 'refer', format: 'VDS', issuer: 'UTDS', traveller: { nameLatin: 'ERIKSSON ANNA', birthDate: '1974-08-12' } });
    await closeTerminal();

    writeFileSync(join(dir, 'uto.crl'), makeRevocationList(seals.authorityName, ['2a'], seals.authority.privateKey, now));
    const stricter = await open(dir, { vdsNcAuthorities: [{ issuer: 'UTO', certificatesFile: 'uto.pem', revocationListFile: 'uto.crl' }] });
    expect(await stricter(sealed)).toMatchObject({ outcome: 'refuse', reasons: [{ code: 'code-revoked' }], traveller: null });
    expect(await stricter(stamp)).toMatchObject({ outcome: 'refer', reasons: [{ code: 'issuer-unknown' }], traveller: null });
  });

  it('refers a card whose issuer no list names, without showing anything of it', async () => {
    const judge = await open(tempDir(), {});
    expect(await judge(String(card?.code))).toMatchObject({ outcome: 'refer', reasons: [{ code: 'issuer-unknown' }], format: 'SHC', traveller: null });
  });

  it('does not open with a trust list or a key set that is none, and names the file', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'odd.json'), '{"keys":[]}');
    await expect(open(dir, { dccTrustListFile: 'odd.json' })).rejects.toMatchObject({ code: 'key-set-invalid', message: expect.stringContaining('odd.json') });
    await expect(open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'odd.json' }] })).rejects.toMatchObject({ code: 'key-set-invalid', message: expect.stringContaining('odd.json') });
    await expect(open(dir, { dccTrustListFile: 'missing.json' })).rejects.toMatchObject({ code: 'key-set-invalid' });
  });
});
