/** Travellers without codes, while a contingency is declared. */
import type { contingencyCalls } from '../contract.ts';
import type { ContingencyDesk } from '../desk/contingency.ts';
import type { HandlersOf } from '../wire.ts';

export interface ContingencyHandlerParts {
  readonly contingency: ContingencyDesk;
}

export function contingencyHandlers({ contingency }: ContingencyHandlerParts): HandlersOf<typeof contingencyCalls> {
  return {
    'contingency:state': () => contingency.state(),
    'contingency:declare': ({ reason }) => ({ refusal: contingency.declare(reason) }),
    'contingency:end': () => ({ ended: contingency.end() }),
    'contingency:read-mrz': ({ text }) => contingency.readMrz(text),
    'contingency:record': (request) => contingency.record(request),
    'contingency:report': ({ contingencyId }) => contingency.report(contingencyId),
  };
}
