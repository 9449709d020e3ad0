/** Travellers whom people let through against the rules. */
import type { overrideCalls } from '../contract.ts';
import type { Overrides } from '../desk/overrides.ts';
import type { HandlersOf } from '../wire.ts';

export interface OverrideHandlerParts {
  readonly overrides: Pick<Overrides, 'request'>;
}

export function overrideHandlers({ overrides }: OverrideHandlerParts): HandlersOf<typeof overrideCalls> {
  return { 'desk:override': (request) => overrides.request(request) };
}
