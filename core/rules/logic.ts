/**
 * CertLogic expressions: checked once when a rule is loaded, evaluated by certlogic-js at every scan. What the library would get wrong is kept from
 * it: paths to what objects inherit, dates that are none, and lists that cost more than a desk can wait for. Pure. Layer: rules.
 * @see CertLogic specification 1.3.2 (EU DCC business rules), operations
 */
import { type CertLogicExpression, evaluate, isCertLogicExpression } from 'certlogic-js';
import { isDate } from './logic-dates.ts';

/** Levels of nesting. The deepest rule of the default set has 5, of the EU states' published rules 7; the evaluator recurses, so the stack must never be the limit. */
export const MAX_LOGIC_DEPTH = 64;
/** Values in one expression, literals included. The largest rule of the default set has 17, of the EU states' published rules 52. */
export const MAX_LOGIC_NODES = 1_024;
/** No list that a `reduce` can walk is longer: literals are nodes, value sets are held to it, and certificates and statements have at most 256 items. */
export const MAX_LIST = 1_024;
/** Values visited at worst: a `reduce` visits its lambda once for each item. One lambda of 31 values, and none within another; some 5 ms. */
export const MAX_LOGIC_STEPS = 32_768;
/** Years, months, days or hours that a rule may add or take: what is beyond leaves the range of dates. 100,000 hours are eleven years. */
export const MAX_TIME_AMOUNT = 100_000;

const OPERATIONS: ReadonlySet<string> = new Set([
  ...['var', 'if', 'and', '!', '===', 'in', '+', '<', '>', '<=', '>=', 'before', 'after', 'not-before', 'not-after'],
  ...['plusTime', 'reduce', 'extractFromUVCI', 'dccDateOfBirth'],
]);
/** Operations whose first operand is a date in text. */
const OF_DATES: readonly string[] = ['plusTime', 'dccDateOfBirth'];

/** First two steps that a path may take from the top: a misspelt name would silently read as null. */
export type LogicRoots = Readonly<Record<string, readonly string[]>>;
const LAMBDA_ROOTS: readonly string[] = ['accumulator', 'current'];
/** An index, or a name; a name that begins with a digit would be read as an index. */
const STEP = /^(?:0|[1-9]\d{0,3}|[A-Za-z_][\w-]{0,63})$/;

interface Walk {
  readonly roots: LogicRoots;
  nodes: number;
  steps: number;
}

/**
 * @param logic - anything that came out of a JSON file.
 * @param roots - what the data of such rules has.
 * @returns the expression, or what is wrong with it in words for the log (it names operations and paths, which are no personal data).
 */
export function parseLogic(
  logic: unknown,
  roots: LogicRoots,
): { readonly ok: true; readonly value: CertLogicExpression } | { readonly ok: false; readonly fault: string } {
  const fault = findFault(logic, { roots, nodes: 0, steps: 0 }, 1, 1);
  if (fault !== null) return { ok: false, fault };
  if (!isCertLogicExpression(logic)) return { ok: false, fault: 'is not a CertLogic expression: an operation has wrong operands' };
  return { ok: true, value: logic };
}

/** What an expression came to; CertLogic throws on operands of a wrong kind, which means that the rule said nothing. */
export type Evaluated = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: string };

/** Evaluates an expression. Never throws. */
export function evaluateLogic(logic: CertLogicExpression, data: unknown): Evaluated {
  try {
    return { ok: true, value: evaluate(logic, data) };
  } catch (cause) {
    return { ok: false, fault: String(cause) };
  }
}

/** @param times - how often the value is visited at worst; more than once inside the lambda of a `reduce`. */
function findFault(value: unknown, walk: Walk, depth: number, times: number): string | null {
  if (depth > MAX_LOGIC_DEPTH) return `is nested deeper than ${MAX_LOGIC_DEPTH} levels`;
  if (++walk.nodes > MAX_LOGIC_NODES) return `has more than ${MAX_LOGIC_NODES} values`;
  walk.steps += times;
  if (walk.steps > MAX_LOGIC_STEPS) return `can take more than ${MAX_LOGIC_STEPS} steps`;
  if (Array.isArray(value)) return firstFault(value, walk, depth, () => times);
  if (typeof value !== 'object' || value === null) return null;
  const entries: [string, unknown][] = Object.entries(value);
  const [operation, operands] = entries[0] ?? ['(none)', null];
  if (!OPERATIONS.has(operation)) return `uses the unknown operation ${JSON.stringify(operation.slice(0, 40))}`;
  if (entries.length > 1) return 'has an object with more than one operation';
  if (operation === 'var') return findPathFault(operands, walk.roots, times > 1);
  if (!Array.isArray(operands)) return `gives the operation "${operation}" no list of operands`;
  // The second operand of a reduce is its lambda, which sees the accumulator and the current item and nothing else.
  const timesOf = (index: number) => (operation === 'reduce' && index === 1 ? times * MAX_LIST : times);
  return (OF_DATES.includes(operation) ? findDateFault(operands) : null) ?? firstFault(operands, walk, depth, timesOf);
}

function firstFault(values: readonly unknown[], walk: Walk, depth: number, timesOf: (index: number) => number): string | null {
  for (const [index, value] of values.entries()) {
    const fault = findFault(value, walk, depth + 1, timesOf(index));
    if (fault !== null) return fault;
  }
  return null;
}

/** The library takes a date that is none, and one beyond the range of dates, for one that is neither before nor after any other. */
function findDateFault([date, amount]: readonly unknown[]): string | null {
  if (typeof date === 'string' && !isDate(date)) return `has a date that is none: ${JSON.stringify(date.slice(0, 40))}`;
  return typeof amount === 'number' && Math.abs(amount) > MAX_TIME_AMOUNT ? `adds more than ${MAX_TIME_AMOUNT} of a unit of time` : null;
}

function findPathFault(path: unknown, roots: LogicRoots, inLambda: boolean): string | null {
  if (typeof path !== 'string') return 'has a "var" whose path is not a text';
  const shown = JSON.stringify(path.slice(0, 80));
  const steps = path.split('.');
  const [root = '', field = ''] = steps;
  if (inLambda && !LAMBDA_ROOTS.includes(root)) return `reads ${shown}: a reduce sees only ${LAMBDA_ROOTS.join(' and ')}`;
  const known = Object.hasOwn(roots, root) ? roots[root] : undefined;
  if (!inLambda && known?.includes(field) !== true) return `reads ${shown}, which no scan has`;
  const strange = steps.find((step) => !STEP.test(step) || isInherited(step));
  return strange === undefined ? null : `reads ${shown}: ${JSON.stringify(strange.slice(0, 40))} is no index and no name of data`;
}

/** The library reads `constructor` or `length` of any value; no rule has a use for what data does not hold itself. */
function isInherited(step: string): boolean {
  return [Object.prototype, Array.prototype, String.prototype, Number.prototype].some((prototype) => step in prototype);
}
