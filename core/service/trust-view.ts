import type { TrustView } from '../contract.ts';
import type { UtcMillis } from '../model/units.ts';
import { dccRuleName } from '../rules/dcc-rule.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { roadReason } from '../rules/verdict.ts';
import type { TerminalKeys } from '../terminal/terminal-keys.ts';
import type { KeySet } from '../trust/key-set.ts';

/** What the technician sees of keys and rules in force. */
export function toTrustView(keys: KeySet, rules: RuleSet, terminal: TerminalKeys, sealingKeyId: string | null, at: UtcMillis): TrustView {
  return {
    keySet: { sequence: keys.sequence, issuedAt: keys.issuedAt, loadedFrom: keys.origin, revokedCodes: keys.revokedCodes },
    keys: [
      ...keys.keys.map(({ issuer, keyId, algorithm, purposes, validFrom, validUntil }) => toRow({ issuer, keyId, algorithm, purposes, validFrom, validUntil }, at)),
      // An authority signs certificates, not codes: it is shown by its serial number, and as what it is.
      ...keys.authorities.map(({ issuer, purposes, certificate: { serial, validFrom, validUntil } }) =>
        toRow({ issuer, keyId: serial, algorithm: 'CSCA', purposes, validFrom, validUntil }, at),
      ),
    ],
    ruleSet: { id: rules.id, version: rules.version, loadedFrom: rules.origin, source: rules.source },
    rules: [
      ...rules.rules.flatMap(({ id, otherwise, description }) => (otherwise === null ? [] : [{ id, outcome: otherwise.outcome, reason: otherwise.reason, description: description.en }])),
      ...(rules.dccRules?.rules ?? []).map((rule) => {
        const { code, outcome } = roadReason('entry-rule-not-met');
        return { id: dccRuleName(rule), outcome, reason: code, description: rule.description };
      }),
    ],
    terminalKey: { keyId: terminal.keyId, publicKeyPem: terminal.publicKeyPem },
    sealingKeyId,
  };
}

type Row = TrustView['keys'][number];

function toRow(row: Omit<Row, 'inForce' | 'purposes'> & { readonly purposes: readonly string[] }, at: UtcMillis): Row {
  return { ...row, purposes: [...row.purposes], inForce: row.validFrom <= at && at < row.validUntil };
}
