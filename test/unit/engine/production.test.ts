import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { VerdictView } from '../../../core/contract.ts';
import type { Engine } from '../../../core/engine.ts';
import { openProductionEngine } from '../../../core/production.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { createClient } from '../../../core/wire.ts';
import { localPorts, type LocalPort } from '../../../electron/local-port.ts';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { sampleTraveller } from '../../../tools/issuer/sample-travellers.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { tempDir } from '../../support/temp-dir.ts';

let engine: Engine | null = null;
let port: LocalPort | null = null;
afterEach(async () => {
  port?.close();
  await engine?.stop();
  engine = null;
});

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
    const names = { 'zh-Hant': '樣本', pt: 'Amostra', en: 'Sample', 'zh-Hans': '样本' };
    const judge = await open(dir, { shcIssuers: [{ issuer: cardIssuer, keysFile: 'shc.json', names }] });
    const own = encodeMo1(sampleTraveller(createRandom('production'), { issuer: workshop.issuer, at: now }), workshop.signer);
    expect(await judge(own)).toMatchObject({ outcome: 'pass', format: 'MO1', issuer: 'MO-DEMO' });
    const foreign = await judge(String(card?.code));
    expect(foreign).toMatchObject({ outcome: 'refer', format: 'SHC', issuer: cardIssuer, issuerNames: names, traveller: { colour: null } });
    expect(foreign.traveller?.nameLatin).not.toBeNull();
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
