/** Travellers whom the desk sends on. */
import type { secondLineCalls } from '../contract.ts';
import type { SecondLine } from '../desk/second-line.ts';
import type { HandlersOf } from '../wire.ts';

export interface SecondLineHandlerParts {
  readonly secondLine: Pick<SecondLine, 'open' | 'list' | 'close'>;
}

export function secondLineHandlers({ secondLine }: SecondLineHandlerParts): HandlersOf<typeof secondLineCalls> {
  return {
    'case:open': (request) => secondLine.open(request),
    'case:list': () => secondLine.list(),
    'case:close': (request) => secondLine.close(request),
  };
}
