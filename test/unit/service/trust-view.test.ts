import { describe, expect, it } from 'vitest';
import { toTrustView } from '../../../core/service/trust-view.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { parsePolicy } from '../../../core/trust/distribution/policy-file.ts';
import { standingAt } from '../../../core/trust/standing.ts';
import { MORNING, testKeySet } from '../../support/codes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { dccFile, dccRule } from '../rules/dcc-sample.ts';
import { sampleFile } from '../rules/sample-set.ts';

const clock = { floorAt: MORNING, floorFrom: 'build' as const, gateway: null, limitMs: 30_000 };
const policy = parsePolicy({ type: 'portas-policy', version: 1, terminals: { minimumVersion: '1.2.0', deactivated: [{ terminalId: 'BG-09', reason: 'lost' }] } }, 'x');
const standing = standingAt({ trustAge: () => null, policy: () => policy }, { terminalId: 'BG-07', version: '1.2.0' }, MORNING);
const view = (file: unknown) =>
  toTrustView({ keys: testKeySet(), rules: parseRuleSet(file, 'day.json'), terminal: openTerminalKeys(tempDir()), sealingKeyId: null, standing, clock });
const rulesSeen = (file: unknown) => view(file).rules;

describe('what the technician sees of rules', () => {
  it('is every rule with what it leads to, the EU\'s own after the terminal\'s', () => {
    expect(rulesSeen(dccFile([dccRule({ Version: '1.0.3' })]))).toEqual([
      { id: 'rule-0', outcome: 'refuse', reason: 'colour-red', description: 'a' },
      { id: 'GR-PT-0001@1.0.3', outcome: 'refuse', reason: 'entry-rule-not-met', description: 'A rule.' },
    ]);
    expect(rulesSeen(sampleFile({})).map(({ id }) => id)).toEqual(['rule-0']);
  });
});

describe('what the technician sees of policy and clock', () => {
  it('is what was signed, and what the clock is held to', () => {
    expect(view(sampleFile({}))).toMatchObject({
      policy: { ageingAfterMs: 0, staleAfterMs: 72 * 3_600_000, deadAfterMs: 336 * 3_600_000, minimumVersion: '1.2.0', deactivated: 1 },
      clock,
    });
  });
});
