import { execFile } from 'node:child_process';
import { sign } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { auditHeadText } from '../../../core/model/audit-head.ts';
import { createAuditHeadKeeper } from '../../../core/service/audit-head-keeper.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { portas, settingsFile } from '../../support/command-line.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { auditEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { openStage, type Stage, TERMINAL_ID } from '../gateway/fixture.ts';

const GATEWAY = join(import.meta.dirname, '../../../tools/gateway/cli.ts');

/** A terminal with an audit of some lines and the settings that name it. */
function terminal(lines: number) {
  const dir = tempDir();
  const store = openStore(join(dir, 'portas.db'));
  for (let n = 0; n < lines; n++) store.audit.record(auditEntry({ subject: `scan ${n}` }));
  const config = settingsFile(dir, dir, TERMINAL_ID);
  return { dir, store, file: join(dir, 'portas.db'), audit: (...args: string[]) => portas(['--config', config, 'audit', ...args]) };
}

async function upload(store: Store, stage: Stage): Promise<void> {
  const client = stage.client();
  const keeper = createAuditHeadKeeper({
    terminalId: TERMINAL_ID,
    audit: store.audit,
    heads: store.auditHeads,
    sign: (text) => ({ keyId: stage.terminal.keyId, signature: sign(null, Buffer.from(text), stage.terminal.privateKey).toString('base64') }),
    send: ({ sequence, hash, at, keyId, signature }) => client.call('auditHead', { sequence, hash, at, keyId, signature }),
    now: () => stage.clock.now(),
    incidents: { fault: (code) => code, watch: () => undefined },
  });
  await keeper.stop();
}

function spoil(file: string, sql: string): void {
  const raw = rawDatabase(file);
  for (const { name } of raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit%'").all() as { name: string }[]) raw.exec(`DROP TRIGGER ${name}`);
  raw.exec(sql);
  raw.close();
}

describe('portas audit', () => {
  it('finds an audit whole beside a running terminal, and says where it ends', async () => {
    const { store, audit } = terminal(3);
    const end = store.audit.end();
    const said = await audit('verify');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('3 lines, whole and in order');
    expect(said.out).toContain(`end: ${end?.hash ?? ''}:3`);
    expect(said.out).toContain('no head from the gateway was given');
    expect(await audit('verify', '--head', `${end?.hash ?? ''}:3`)).toMatchObject({ code: 0, out: expect.not.stringContaining('no head from the gateway') as string });
    store.close();
  });

  it.each([
    ['a changed line', "UPDATE audit SET person = '9999' WHERE id = 2", 'line 2 is not what was written'],
    ['a removed line', 'DELETE FROM audit WHERE id = 2', 'lines are gone from line 2 on: the next one there is line 3'],
    ['a line put in', "INSERT INTO audit (id, at_ms, action, roles) VALUES (4, 1, 'signed-in', '[]')", 'line 4 was put in past the chain'],
    ['another terminal’s start', "UPDATE audit SET action = 'engine-started', subject = 'XX-1' WHERE id = 3", 'line 3 is a start of another terminal'],
  ])('names %s, with exit code 1', async (_case, sql, words) => {
    const { store, file, audit } = terminal(3);
    store.close();
    spoil(file, sql);
    expect(await audit('verify')).toMatchObject({ code: 1, out: '', err: expect.stringContaining(words) as string });
  });

  it('finds an end that was cut off with its heads against the head that the gateway prints', async () => {
    const stage = await openStage();
    const { dir, store, file, audit } = terminal(5);
    await upload(store, stage);
    store.close();
    const { stdout } = await promisify(execFile)(process.execPath, [GATEWAY, '--data', stage.dataDir, 'audit-head', TERMINAL_ID]);
    const head = join(dir, 'head.json');
    writeFileSync(head, stdout);
    expect(await audit('verify', '--head', head)).toMatchObject({ code: 0, out: expect.stringContaining('heads: 1 given, 1 kept here') as string });
    expect(await audit('head')).toMatchObject({ code: 0, out: expect.stringMatching(/uploaded {2}[0-9a-f]{64}:5$/) as string });
    spoil(file, 'DELETE FROM audit WHERE id > 3; DELETE FROM audit_heads');
    expect(await audit('verify')).toMatchObject({ code: 0 });
    expect(await audit('verify', '--head', head)).toMatchObject({ code: 1, err: expect.stringContaining('cut off: line 4 is not there, and the head of line 5 says that it was') as string });
    await stage.close();
  });

  it('takes no head that is not this terminal’s, not signed, or none at all', async () => {
    const { dir, store, audit } = terminal(1);
    const stage = await openStage();
    const unsigned = { terminalId: TERMINAL_ID, sequence: 1, hash: store.audit.end()?.hash ?? '', at: stage.clock.now() };
    const signature = sign(null, Buffer.from(auditHeadText(unsigned)), stage.terminal.privateKey).toString('base64');
    const line = { ...unsigned, keyId: stage.terminal.keyId, signature, publicKeyPem: stage.terminal.publicKeyPem };
    const verifyWith = (content: string) => {
      const file = join(dir, 'head.json');
      writeFileSync(file, content);
      return audit('verify', '--head', file);
    };
    expect(await verifyWith(JSON.stringify(line))).toMatchObject({ code: 0 });
    expect(await verifyWith(JSON.stringify({ ...line, terminalId: 'M-BG-08' }))).toMatchObject({ code: 1, err: expect.stringContaining('is a head of M-BG-08') as string });
    expect(await verifyWith(JSON.stringify({ ...line, sequence: 2 }))).toMatchObject({ code: 1, err: expect.stringContaining('signature does not fit') as string });
    expect(await verifyWith(JSON.stringify({ ...line, publicKeyPem: 'none' }))).toMatchObject({ code: 1, err: expect.stringContaining('signature does not fit') as string });
    expect(await verifyWith('<html>')).toMatchObject({ code: 1, err: expect.stringContaining('expected a head') as string });
    expect(await verifyWith('')).toMatchObject({ code: 1, err: expect.stringContaining('holds no head') as string });
    expect(await audit('verify', '--head', join(dir, 'nowhere'))).toMatchObject({ code: 2 });
    await stage.close();
    store.close();
  });

  it('exports every line into a new file that only its owner may read', async () => {
    const { dir, store, audit } = terminal(3);
    const to = join(dir, 'audit.jsonl');
    expect(await audit('export', to)).toEqual({ code: 0, out: '3 lines', err: '' });
    const lines = readFileSync(to, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown);
    expect(lines[2]).toMatchObject({ line: 3, action: 'consent-recorded', person: '1042', subject: 'scan 2', hash: store.audit.end()?.hash });
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(await audit('export', to)).toMatchObject({ code: 1, err: expect.stringContaining(to) as string });
    store.close();
  });

  it('says plainly that there is no audit', async () => {
    const dir = tempDir();
    expect(await portas(['--config', settingsFile(dir, join(dir, 'none')), 'audit', 'verify'])).toMatchObject({ code: 1, err: expect.stringContaining('no such database') as string });
  });
});

describe('npm run gateway -- audit-head', () => {
  it('says plainly that it holds none', async () => {
    const stage = await openStage();
    await expect(promisify(execFile)(process.execPath, [GATEWAY, '--data', stage.dataDir, 'audit-head', 'X-1'])).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('holds no head') as string });
    await stage.close();
  });
});
