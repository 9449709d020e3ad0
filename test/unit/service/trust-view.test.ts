import { describe, expect, it } from 'vitest';
import { toTrustView } from '../../../core/service/trust-view.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { MORNING, testKeySet } from '../../support/codes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { dccFile, dccRule } from '../rules/dcc-sample.ts';
import { sampleFile } from '../rules/sample-set.ts';

const rulesSeen = (file: unknown) => toTrustView(testKeySet(), parseRuleSet(file, 'day.json'), openTerminalKeys(tempDir()), null, MORNING).rules;

describe('what the technician sees of rules', () => {
  it('is every rule with what it leads to, the EU\'s own after the terminal\'s', () => {
    expect(rulesSeen(dccFile([dccRule({ Version: '1.0.3' })]))).toEqual([
      { id: 'rule-0', outcome: 'refuse', reason: 'colour-red', description: 'a' },
      { id: 'GR-PT-0001@1.0.3', outcome: 'refuse', reason: 'entry-rule-not-met', description: 'A rule.' },
    ]);
    expect(rulesSeen(sampleFile({})).map(({ id }) => id)).toEqual(['rule-0']);
  });
});
