import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VerdictView } from '../../core/contract.ts';
import { openEngine } from '../../core/engine.ts';
import { systemClock } from '../../core/system-clock.ts';
import { createClient } from '../../core/wire.ts';
import { localPorts } from '../../electron/local-port.ts';
import { openDrill } from '../../tools/drill/drill.ts';
import { consentOf } from '../../tools/drill/officer.ts';
import { disguises, findings, findsAny, terminalFiles } from '../support/search-files.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { rawDatabase } from '../support/raw-database.ts';
import { ERIKSSON, td3Zone } from '../support/zones.ts';

describe('what a stolen terminal tells', () => {
  it('is nothing of any traveller: not in the database, its log, the diagnostics or what was printed', async () => {
    const dataDir = join(tempDir(), 'terminal');
    const logged: string[] = [];
    const drill = await openDrill({
      dataDir,
      language: 'en',
      seed: 'privacy',
      state: { auto: false, gateway: 'down', scanner: 'plugged' },
      rereadSeconds: 0.5,
      clock: systemClock,
      log: (event, fields) => void logged.push(JSON.stringify({ event, ...fields })),
    });
    const engine = await openEngine(drill.parts);
    const [mine, theirs] = localPorts();
    const client = createClient(mine);
    engine.attach(theirs);
    await client.call('service:watch-reports', { on: true });
    const reports: string[] = [];
    client.on('service:report', (report) => reports.push(JSON.stringify(report)));
    const secrets = new Set<string>();
    const learn = (text: string | null | undefined): void => {
      if (typeof text === 'string' && text.length >= 2) secrets.add(text);
    };
    for (let traveller = 0; traveller < 40; traveller++) {
      const verdict = await new Promise<Parameters<typeof consentOf>[0]>((resolve) => {
        const leave = client.on('verdict:shown', (shown) => {
          leave();
          resolve(shown);
        });
        drill.present(drill.nextKind() === 'repeated' ? 'good' : traveller % 5 === 0 ? 'red' : 'good');
      });
      learn(verdict.traveller?.nameHan);
      learn(verdict.traveller?.nameLatin);
      for (const { number } of verdict.traveller?.documents ?? []) learn(number);
      const consent = consentOf(verdict);
      if (consent === null) {
        // Another person's document, read after the code.
        const name = Array.from(traveller.toString(), (digit) => 'ABCDEFGHIJ'.charAt(Number(digit))).join('');
        const zone = td3Zone({ ...ERIKSSON, primary: `UNMISTAKABLE${name}`, number: `QZ${traveller + 1_000_000}`, expiry: '490101' });
        const checked = new Promise<VerdictView>((resolve) => {
          const leave = client.on('verdict:changed', (changed) => {
            leave();
            resolve(changed);
          });
        });
        await drill.presentText(zone.join('\r\n'));
        expect((await checked).document?.outcome).toBe('differs');
        learn(`UNMISTAKABLE${name}`);
        learn(`QZ${traveller + 1_000_000}`);
        continue;
      }
      learn(consent.permitNumber);
      learn(consent.phone);
      expect(await client.call('desk:convert', { ...consent, destinationAddress: 'Unmistakable Street 77' })).toMatchObject({ ok: true });
      learn('Unmistakable Street 77');
    }
    const { json } = await client.call('service:diagnostics', {});
    expect(secrets.size).toBeGreaterThan(80);

    // While records wait, with everything still in the write-ahead log; and in what windows and logs were told.
    const waiting = terminalFiles(dataDir);
    expect(waiting.filter((file) => file.endsWith('-wal') && statSync(file).size > 0)).toHaveLength(1);
    expect(findings(waiting, [...secrets])).toEqual([]);
    for (const secret of secrets) for (const text of [json, ...logged, ...reports]) expect(text).not.toContain(secret);

    // After delivery the sealed bodies themselves are gone from every file.
    const body = sealedBodies(dataDir);
    expect(body.length).toBeGreaterThan(20);
    expect(findsAny(terminalFiles(dataDir), body)).toBe(true);
    await drill.parts.drill?.set({ gateway: 'up' });
    await client.call('service:retry-now', {});
    await until(async () => (await client.call('app:status', {})).queue.waiting === 0);
    await until(() => terminalFiles(dataDir).every((file) => !file.endsWith('-wal') || statSync(file).size === 0));
    expect(findsAny(terminalFiles(dataDir), body)).toBe(false);

    mine.close();
    await engine.stop();
    await drill.stop();
    expect(findings(terminalFiles(dataDir), [...secrets])).toEqual([]);
  });

  it('would be noticed: a name in a file is found in each disguise', () => {
    const found = (content: Buffer): boolean => disguises('IEONG BUN').some((bytes) => content.includes(bytes));
    const name = Buffer.from('IEONG BUN');
    expect(found(Buffer.concat([Buffer.from('x'), name]))).toBe(true);
    expect(found(Buffer.from(`"${name.toString('hex')}"`))).toBe(true);
    for (const before of ['', 'a', 'ab']) expect(found(Buffer.from(Buffer.concat([Buffer.from(before), name, Buffer.from('tail')]).toString('base64')))).toBe(true);
    expect(found(Buffer.from('IEONG', 'utf16le'))).toBe(false);
  });
});

/** 32 bytes out of the middle of each sealed body that waits. */
function sealedBodies(dataDir: string): Buffer[] {
  const db = rawDatabase(join(dataDir, 'portas.db'), { readonly: true });
  const rows = db.prepare('SELECT sealed FROM outbox WHERE sealed IS NOT NULL').all() as { sealed: Buffer }[];
  db.close();
  return rows.map(({ sealed }) => Buffer.from(sealed.subarray(1_000, 1_032)));
}
