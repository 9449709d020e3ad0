/**
 * Evaluation within a budget: the rules of one verdict may take so many steps together and no more. The cost of an expression on given data is known before
 * it is evaluated, so the same scan always comes to the same verdict, on a slow machine too; time is bounded because a step is. Pure. Layer: rules.
 */
import { type CertLogicExpression } from 'certlogic-js';
import { type Evaluated, evaluateLogic, MAX_LIST } from './logic.ts';

/**
 * Steps of one verdict. A set of MAX_RULES rules as large as the largest of the default set (17 values) takes 3,400; this is room for every such rule ten times
 * over, or for one lambda of the largest size over the longest list. Some 10 ms on the slowest machine measured.
 */
export const MAX_VERDICT_STEPS = 32_768;

export interface Evaluator {
  /** Never throws. What the budget has no room for is not begun, and says so. */
  evaluate(logic: CertLogicExpression, data: unknown): Evaluated;
}

export function createEvaluator(budget: number = MAX_VERDICT_STEPS): Evaluator {
  let left = budget;
  return {
    evaluate(logic, data) {
      const steps = stepsOf(logic, data);
      if (steps > left) return { ok: false, fault: `takes ${steps} steps, of which ${left} are left` };
      left -= steps;
      return evaluateLogic(logic, data);
    },
  };
}

/** Parts of an expression that cost the same whatever the data: counted once, and remembered as long as its rule set lives. */
interface Cost {
  /** Values outside lambdas. */
  readonly fixed: number;
  readonly reductions: readonly { readonly list: unknown; readonly lambda: number }[];
}
const costs = new WeakMap<object, Cost>();

/** Values visited at worst, as if every branch were taken. */
export function stepsOf(logic: unknown, data: unknown): number {
  if (typeof logic !== 'object' || logic === null) return 1;
  const known = costs.get(logic);
  const cost = known ?? costOf(logic);
  if (known === undefined) costs.set(logic, cost);
  return cost.fixed + cost.reductions.reduce((sum, { list, lambda }) => sum + lambda * lengthOf(list, data), 0);
}

function costOf(value: unknown): Cost {
  if (typeof value !== 'object' || value === null) return { fixed: 1, reductions: [] };
  const isReduction = 'reduce' in value && Array.isArray(value.reduce);
  const [list, lambda, ...rest]: readonly unknown[] = isReduction ? (value.reduce as readonly unknown[]) : [];
  const inner = (isReduction ? [list, ...rest] : Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value)).map(costOf);
  return {
    fixed: 1 + inner.reduce((sum, { fixed }) => sum + fixed, 0),
    reductions: [...inner.flatMap(({ reductions }) => reductions), ...(isReduction ? [{ list, lambda: worstOf(lambda) }] : [])],
  };
}

/** A lambda sees only its own list, whose items are not known before: a reduction within it counts as the longest. */
function worstOf(lambda: unknown): number {
  const { fixed, reductions } = costOf(lambda);
  return fixed + reductions.reduce((sum, inner) => sum + inner.lambda * MAX_LIST, 0);
}

/** Length of the list that a reduction walks: a literal's or the data's own; of a computed one the longest there is. */
function lengthOf(list: unknown, data: unknown): number {
  if (Array.isArray(list)) return list.length;
  const path = typeof list === 'object' && list !== null && 'var' in list ? list.var : null;
  if (typeof path !== 'string') return MAX_LIST;
  let found: unknown = data;
  for (const step of path.split('.')) {
    found = typeof found === 'object' && found !== null && Object.hasOwn(found, step) ? (found as Record<string, unknown>)[step] : null;
  }
  return Array.isArray(found) ? found.length : 0;
}
