/** Lines of the audit for the terminal's own start and stop, and for settings and keys that are not those of the start before. Layer: service. */
import { hash } from 'node:crypto';
import type { Audit, AuditAction } from '../model/audit.ts';
import type { UtcMillis } from '../model/units.ts';
import type { KeySet } from '../trust/key-set.ts';
import { VERSION } from '../version.ts';

/** Hex digits of a fingerprint: enough to tell one set of settings from another. */
const FINGERPRINT_DIGITS = 16;

export interface StartAuditParts {
  readonly audit: Pick<Audit, 'record' | 'newest'>;
  readonly settings: { readonly terminal: { readonly id: string } };
  /** Keys that came with the settings; those of a signed set have lines of their own. */
  readonly keys: KeySet;
  readonly now: () => UtcMillis;
  /** `id@version`. */
  readonly ruleSet: () => string;
  /** A line could not be kept: neither start nor stop fails for it. */
  readonly onFault: (cause: unknown) => void;
}

export interface StartAudit {
  started(): void;
  stopped(): void;
}

export function createStartAudit({ audit, settings, keys, now, ruleSet, onFault }: StartAuditParts): StartAudit {
  const write = (action: AuditAction, reason: string | null): void =>
    audit.record({ at: now(), action, person: null, roles: [], second: null, subject: settings.terminal.id, reason, ruleSet: ruleSet() });
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      onFault(cause);
    }
  };
  const started = (): void => {
    const before = audit.newest('engine-started')?.reason ?? null;
    const marks = { version: VERSION, settings: fingerprint(settings), keys: fingerprint(contentOf(keys)) };
    write('engine-started', `version ${marks.version} settings ${marks.settings} keys ${marks.keys}`);
    if (before === null) return;
    if (!before.includes(`settings ${marks.settings}`)) write('settings-changed', `settings ${marks.settings}`);
    if (!before.includes(`keys ${marks.keys}`)) write('keys-changed', `sequence ${keys.sequence} keys ${marks.keys}`);
  };
  return { started: () => attempt(started), stopped: () => attempt(() => write('engine-stopped', null)) };
}

const fingerprint = (value: unknown): string => hash('sha256', JSON.stringify(value)).slice(0, FINGERPRINT_DIGITS);

/** What makes a key set this one. */
const contentOf = (set: KeySet): unknown => [
  set.sequence,
  set.issuedAt,
  set.revokedCodes,
  set.keys.map(({ issuer, keyId, purposes, validFrom, validUntil, publicKey }) => [issuer, keyId, purposes, validFrom, validUntil, publicKey.export({ type: 'spki', format: 'der' }).toString('base64')]),
];
