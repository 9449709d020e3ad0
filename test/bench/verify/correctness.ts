/** How often verifiers say of a suite's codes what the suite says. */
import { STEPS } from './verifier.ts';
import type { Answer, Case, Step, Verify } from './verifier.ts';

/** One step over all vectors that state it. */
export interface StepCount {
  readonly stated: number;
  readonly right: number;
  /** Of these, codes that the suite wants refused, and how many were. */
  readonly toRefuse: number;
  readonly refused: number;
}
export type Correctness = Readonly<Record<Step, StepCount>>;

/**
 * Runs every vector with the trust it states, one after the other.
 * @param toVerify - makes the verifier of a trust list; what it or its verifier throws is a refusal.
 */
export async function judgeAll<Trust>(cases: readonly Case<Trust>[], toVerify: (trust: Trust) => Verify): Promise<Correctness> {
  const answers: { readonly stated: Case<Trust>['stated']; readonly answer: Answer }[] = [];
  for (const { text, at, trust, stated } of cases) answers.push({ stated, answer: await answerOf(() => toVerify(trust)(text, at)) });
  const countOf = (step: Step): StepCount => {
    const ofStep = answers.flatMap(({ stated, answer }) => (stated[step] === undefined ? [] : [{ holds: stated[step], answer }]));
    const toRefuse = ofStep.filter(({ holds }) => !holds);
    const refused = toRefuse.filter(({ answer }) => answer !== 'accepted').length;
    // A code good at this step may still be refused at another one, but not before anything could be asked of it.
    const passed = ofStep.filter(({ holds, answer }) => holds && answer !== step && answer !== 'verify').length;
    return { stated: ofStep.length, right: passed + refused, toRefuse: toRefuse.length, refused };
  };
  return Object.fromEntries(STEPS.map((step) => [step, countOf(step)])) as Record<Step, StepCount>;
}

/** What a verifier says; an exception is its way to refuse. */
export async function answerOf(ask: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch {
    return 'verify';
  }
}
