import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULT_CODES } from '../../../core/model/fault.ts';
import { INCIDENT_CODES } from '../../../core/model/incident-codes.ts';
import { events } from '../../../core/contract.ts';
import { PROBLEM_IDS } from '../../../renderer/service/problems.ts';
import english from '../../../renderer/locales/en.json' with { type: 'json' };
import { run } from '../../../cli/portas.ts';
import { FAULTS } from '../../faults/list.ts';
import { DOCUMENTS, quotedCode, ROOT, sectionsOf } from '../../support/documents.ts';

const runbook = DOCUMENTS.get('docs/RUNBOOK.md') ?? '';
const sections = sectionsOf(runbook, 3);
/** Sections about codes, by code. */
const headings = sections.flatMap(({ title }) => quotedCode(title));
/** What each section answers, in this order. */
const QUESTIONS = ['See', 'By itself', 'Do', 'Call', 'Over'];

/** What the desk can be told of: the closed list in the contract. */
const DESK_FAULTS = events['fault:raised'].shape.code.options;
const KNOWN: readonly string[] = [...new Set<string>([...INCIDENT_CODES, ...PROBLEM_IDS, ...FAULT_CODES, ...DESK_FAULTS])];

const SENTENCE_CHARACTERS = 20;

/** Every text of the window. */
function textsOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : Object.values(value as object).flatMap(textsOf);
}

describe('the runbook', () => {
  it('has one section for every incident, problem, fault of the start and fault on the desk, and for nothing else', () => {
    expect([...headings].sort()).toEqual([...KNOWN].sort());
  });

  it('answers in every such section what is seen, what happens by itself, what to do, whom to call and when it is over', () => {
    for (const { title, text } of sections.filter((section) => quotedCode(section.title).length > 0)) {
      expect([...text.matchAll(/^- \*\*([^*]+):\*\*/gm)].map(([, question]) => question), title).toEqual(QUESTIONS);
    }
  });

  it('answers the same for each of the eight faults, and names the command that tries it', () => {
    const faults = sections.filter(({ title }) => /^Fault \d\. /.test(title));
    expect(faults.map(({ title }) => title.slice(6, 7))).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    for (const { title, text } of faults) {
      expect([...text.matchAll(/^- \*\*([^*]+):\*\*/gm)].map(([, question]) => question), title).toEqual([...QUESTIONS, 'Tried by']);
    }
    const tried = faults.map(({ text }) => /`npm run faults -- ([a-z]+)`/.exec(text)?.[1]);
    expect(FAULTS.map(({ name }) => name)).toEqual(expect.arrayContaining(tried));
  });

  it('names commands of the command line that are there', async () => {
    const named = [...runbook.matchAll(/`(?:npm run portas -- --config FILE )?((?:queue|move|audit) [a-z]+|backup|restore|wipe)\b/g)].map(([, command = '']) => command);
    expect(named.length).toBeGreaterThan(10);
    for (const command of new Set(named)) {
      const said: string[] = [];
      await run([...command.split(' '), '--help'], { out: (line) => void said.push(line), err: () => undefined, ask: () => Promise.resolve(null) });
      expect(said.join('\n'), command).toContain(`Usage: portas ${command}`);
    }
  });

  it('names every event that core writes into the log and that is no incident', () => {
    const files = readdirSync(join(ROOT, 'core'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const logged = files.flatMap((path) => [...readFileSync(join(ROOT, 'core', path), 'utf8').matchAll(/\blog\('([a-z-]+)'/g)].map(([, event = '']) => event));
    expect(logged).toContain('call-failed');
    const named = quotedCode(runbook);
    expect(logged.filter((event) => !named.includes(event))).toEqual([]);
  });

  it('quotes the window in the words of the window', () => {
    const texts = textsOf(english);
    const quoted = [...runbook.matchAll(/“([^”]+)”/g)].map(([, words = '']) => words);
    expect(quoted.length).toBeGreaterThan(10);
    // A label is quoted whole; of a sentence, a part will do.
    const isShown = (words: string): boolean => texts.some((text) => text === words || (words.length >= SENTENCE_CHARACTERS && text.includes(words)));
    expect(quoted.filter((words) => !isShown(words))).toEqual([]);
  });
});
