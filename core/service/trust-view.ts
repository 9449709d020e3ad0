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
    keys: keys.keys.map((key) => ({
      issuer: key.issuer,
      keyId: key.keyId,
      algorithm: key.algorithm,
      purposes: [...key.purposes],
      validFrom: key.validFrom,
      validUntil: key.validUntil,
      inForce: key.validFrom <= at && at < key.validUntil,
    })),
    ruleSet: { id: rules.id, version: rules.version, loadedFrom: rules.origin, source: rules.source },
    rules: [
      ...rules.rules.map((rule) => ({
        id: rule.id,
        outcome: rule.otherwise.outcome,
        reason: rule.otherwise.reason,
        description: rule.description.en,
      })),
      ...(rules.dccRules?.rules ?? []).map((rule) => {
        const { code, outcome } = roadReason('entry-rule-not-met');
        return { id: dccRuleName(rule), outcome, reason: code, description: rule.description };
      }),
    ],
    terminalKey: { keyId: terminal.keyId, publicKeyPem: terminal.publicKeyPem },
    sealingKeyId,
  };
}
