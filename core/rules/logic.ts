/**
 * Checks a CertLogic expression before it is ever evaluated. Pure. Layer: rules.
 * @see CertLogic specification 1.2.1 (EU DCC business rules), operations
 */
import { type CertLogicExpression, isCertLogicExpression } from 'certlogic-js';
import { EXTERNAL_FIELDS, PAYLOAD_FIELDS } from './payload.ts';

/** Levels of nesting. The deepest rule of the default set has 5; the evaluator recurses, so the stack must never be the limit. */
export const MAX_LOGIC_DEPTH = 32;
/** Values in one expression, literals included. The largest rule of the default set has 17. */
export const MAX_LOGIC_NODES = 512;

const OPERATIONS: ReadonlySet<string> = new Set([
  ...['var', 'if', 'and', '!', '===', 'in', '+', '<', '>', '<=', '>=', 'before', 'after', 'not-before', 'not-after'],
  ...['plusTime', 'reduce', 'extractFromUVCI', 'dccDateOfBirth'],
]);

/** First two steps a data path may take from the top, and inside a `reduce`. */
const ROOTS: Readonly<Record<string, readonly string[]>> = { payload: PAYLOAD_FIELDS, external: EXTERNAL_FIELDS };
const LAMBDA_ROOTS: readonly string[] = ['accumulator', 'current'];

/**
 * @param logic - anything that came out of a JSON file.
 * @returns the expression, or what is wrong with it in words for the log (it names operations and paths, which are no personal data).
 */
export function parseLogic(logic: unknown): { readonly ok: true; readonly value: CertLogicExpression } | { readonly ok: false; readonly fault: string } {
  const fault = findFault(logic, { nodes: 0 }, 1, false);
  if (fault !== null) return { ok: false, fault };
  if (!isCertLogicExpression(logic)) return { ok: false, fault: 'is not a CertLogic expression: an operation has wrong operands' };
  return { ok: true, value: logic };
}

function findFault(value: unknown, count: { nodes: number }, depth: number, inLambda: boolean): string | null {
  if (depth > MAX_LOGIC_DEPTH) return `is nested deeper than ${MAX_LOGIC_DEPTH} levels`;
  if (++count.nodes > MAX_LOGIC_NODES) return `has more than ${MAX_LOGIC_NODES} values`;
  if (Array.isArray(value)) return firstFault(value, count, depth, () => inLambda);
  if (typeof value !== 'object' || value === null) return null;
  const entries: [string, unknown][] = Object.entries(value);
  const [operation, operands] = entries[0] ?? ['(none)', null];
  if (!OPERATIONS.has(operation)) return `uses the unknown operation ${JSON.stringify(operation.slice(0, 40))}`;
  if (entries.length > 1) return 'has an object with more than one operation';
  if (operation === 'var') return findPathFault(operands, inLambda);
  if (!Array.isArray(operands)) return `gives the operation "${operation}" no list of operands`;
  // The second operand of a reduce is its lambda, which sees the accumulator and the current item and nothing else.
  return firstFault(operands, count, depth, (index) => inLambda || (operation === 'reduce' && index === 1));
}

function firstFault(values: readonly unknown[], count: { nodes: number }, depth: number, isLambda: (index: number) => boolean): string | null {
  for (const [index, value] of values.entries()) {
    const fault = findFault(value, count, depth + 1, isLambda(index));
    if (fault !== null) return fault;
  }
  return null;
}

function findPathFault(path: unknown, inLambda: boolean): string | null {
  if (typeof path !== 'string') return 'has a "var" whose path is not a text';
  const shown = JSON.stringify(path.slice(0, 80));
  const [root = '', field = ''] = path.split('.');
  if (inLambda) return LAMBDA_ROOTS.includes(root) ? null : `reads ${shown}: a reduce sees only ${LAMBDA_ROOTS.join(' and ')}`;
  const known = Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  return known?.includes(field) === true ? null : `reads ${shown}, which no scan has`;
}
