import type { TrustView } from '../contract.ts';
import { dccRuleName } from '../rules/dcc-rule.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { roadReason } from '../rules/verdict.ts';
import type { TerminalKeys } from '../terminal/terminal-keys.ts';
import type { KeySet } from '../trust/key-set.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Standing } from '../trust/standing.ts';

export interface TrustViewParts {
  readonly keys: KeySet;
  readonly rules: RuleSet;
  readonly terminal: TerminalKeys;
  readonly sealingKeyId: string | null;
  readonly standing: Standing;
  readonly clock: TrustView['clock'];
}

/** What the technician sees of keys, rules and policy in force, and of the clock. */
export function toTrustView({ keys, rules, terminal, sealingKeyId, standing, clock }: TrustViewParts): TrustView {
  const { at, policy } = standing;
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
    policy: {
      ageingAfterMs: policy.freshness.ageingAfter,
      staleAfterMs: policy.freshness.staleAfter,
      deadAfterMs: policy.freshness.deadAfter,
      minimumVersion: policy.terminals.minimumVersion?.join('.') ?? null,
      deactivated: policy.terminals.deactivated.size,
    },
    clock,
  };
}

type Row = TrustView['keys'][number];

function toRow(row: Omit<Row, 'inForce' | 'purposes'> & { readonly purposes: readonly string[] }, at: UtcMillis): Row {
  return { ...row, purposes: [...row.purposes], inForce: row.validFrom <= at && at < row.validUntil };
}
