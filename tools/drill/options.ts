import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import envPaths from 'env-paths';
import { type DrillState, type Language, LANGUAGES } from '../../core/contract.ts';

/** Wrong options; the message names the option and the expected form. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export interface DrillArguments {
  readonly dataDir: string;
  readonly language: Language;
  readonly gateway: DrillState['gateway'];
  readonly auto: boolean;
  readonly seed: string;
  /** For runs without a window. */
  readonly travellers: number | null;
}

const oneOf = <T extends string>(name: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new OptionError(`--${name}: expected ${allowed.join(', ')}; got ${value}`);
  return found;
};

/** Reads the options of a drill. @throws OptionError. */
export function readDrillArguments(args: readonly string[]): DrillArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: join(envPaths('portas', { suffix: '' }).data, 'drill') },
      lang: { type: 'string', default: 'zh-Hant' },
      gateway: { type: 'string', default: 'up' },
      auto: { type: 'string', default: 'on' },
      seed: { type: 'string', default: randomUUID() },
      travellers: { type: 'string' },
    },
  });
  const travellers = values.travellers === undefined ? null : Number(values.travellers);
  if (travellers !== null && !(Number.isInteger(travellers) && travellers > 0)) {
    throw new OptionError(`--travellers: expected a whole number above 0; got ${String(values.travellers)}`);
  }
  return {
    dataDir: values.data,
    language: oneOf('lang', values.lang, LANGUAGES),
    gateway: oneOf('gateway', values.gateway, ['up', 'down', 'faulty']),
    auto: oneOf('auto', values.auto, ['on', 'off']) === 'on',
    seed: values.seed,
    travellers,
  };
}
