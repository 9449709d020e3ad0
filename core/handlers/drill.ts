/** The controls of a drill; a production terminal has none. */
import type { drillCalls } from '../contract.ts';
import type { DrillControl } from '../engine-parts.ts';
import type { HandlersOf } from '../wire.ts';

export interface DrillHandlerParts {
  readonly drill: DrillControl | undefined;
}

export function drillHandlers({ drill }: DrillHandlerParts): HandlersOf<typeof drillCalls> {
  const drillState = () => ({ state: drill?.state() ?? null });
  return {
    'drill:state': drillState,
    'drill:set': async (change) => {
      await drill?.set(change);
      return drillState();
    },
    'drill:present': ({ kind }) => {
      drill?.present(kind);
      return {};
    },
    'drill:badge': ({ role }) => {
      drill?.presentBadge(role);
      return {};
    },
  };
}
