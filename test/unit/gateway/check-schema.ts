/** Checks values against the JSON Schema (2020-12) words that docs/gateway.openapi.yaml uses; a word it does not know is an error. */
export type Schema = Readonly<Record<string, unknown>>;

const ANNOTATIONS = new Set(['description', 'contentEncoding', 'format', 'example']);

/** @param root - the document that `$ref` points into. @returns what is wrong; empty when the value fits. */
export function checkSchema(root: Schema, schema: Schema, value: unknown, at = '$'): string[] {
  const faults: string[] = [];
  const is = (good: boolean, what: string): void => {
    if (!good) faults.push(`${at}: ${what}`);
  };
  const members = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  for (const [word, argument] of Object.entries(schema)) {
    if (ANNOTATIONS.has(word)) continue;
    switch (word) {
      case '$ref':
        faults.push(...checkSchema(root, resolveRef(root, argument as string), value, at));
        break;
      case 'allOf':
        for (const each of argument as Schema[]) faults.push(...checkSchema(root, each, value, at));
        break;
      case 'not':
        is(checkSchema(root, argument as Schema, value, at).length > 0, 'fits what it must not');
        break;
      case 'type':
        is([argument].flat().some((type) => typeOf(value).includes(type as string)), `expected ${String(argument)}, found ${typeOf(value)[0] ?? ''}`);
        break;
      case 'const':
        is(value === argument, `expected ${JSON.stringify(argument)}`);
        break;
      case 'enum':
        is((argument as unknown[]).includes(value), `expected one of ${JSON.stringify(argument)}`);
        break;
      case 'pattern':
        is(typeof value !== 'string' || new RegExp(argument as string, 'u').test(value), `expected ${argument as string}`);
        break;
      case 'minLength':
        is(typeof value !== 'string' || value.length >= (argument as number), 'too short');
        break;
      case 'maxLength':
        is(typeof value !== 'string' || value.length <= (argument as number), 'too long');
        break;
      case 'minimum':
        is(typeof value !== 'number' || value >= (argument as number), 'too small');
        break;
      case 'maximum':
        is(typeof value !== 'number' || value <= (argument as number), 'too large');
        break;
      case 'minItems':
        is(!Array.isArray(value) || value.length >= (argument as number), 'too few');
        break;
      case 'maxItems':
        is(!Array.isArray(value) || value.length <= (argument as number), 'too many');
        break;
      case 'items':
        if (Array.isArray(value)) value.forEach((item, index) => faults.push(...checkSchema(root, argument as Schema, item, `${at}[${index}]`)));
        break;
      case 'required':
        for (const name of argument as string[]) is(members === null || Object.hasOwn(members, name), `${name} is missing`);
        break;
      case 'properties':
        for (const [name, each] of Object.entries(argument as Record<string, Schema>)) {
          if (members !== null && Object.hasOwn(members, name)) faults.push(...checkSchema(root, each, members[name], `${at}.${name}`));
        }
        break;
      case 'additionalProperties':
      case 'unevaluatedProperties': {
        const known = memberNames(root, schema);
        for (const name of Object.keys(members ?? {})) is(argument !== false || known.has(name), `${name} is not known`);
        break;
      }
      default:
        throw new Error(`schema word not known here: ${word}`);
    }
  }
  return faults;
}

/** Names of all members a schema describes, those of what it refers to included. */
export function memberNames(root: Schema, schema: Schema): ReadonlySet<string> {
  const names = new Set(Object.keys((schema.properties ?? {})));
  const parts = [...((schema.allOf ?? []) as Schema[]), ...(typeof schema.$ref === 'string' ? [resolveRef(root, schema.$ref)] : [])];
  for (const part of parts) for (const name of memberNames(root, part)) names.add(name);
  return names;
}

/** Follows `#/a/b`. Throws when there is nothing. */
export function resolveRef(root: Schema, ref: string): Schema {
  let target: unknown = root;
  for (const step of ref.replace(/^#\//, '').split('/')) target = (target as Record<string, unknown> | undefined)?.[step];
  if (target === undefined) throw new Error(`${ref}: refers to nothing`);
  return target as Schema;
}

function typeOf(value: unknown): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}
