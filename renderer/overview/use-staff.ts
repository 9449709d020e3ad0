import { useState } from 'react';
import type { Reply, StaffView } from '../../core/contract.ts';
import type { Bridge } from '../bridge.ts';
import { usePolled } from '../service/use-polled.ts';
import { useBridge } from '../ui/bridge-context.ts';

const EVERY_MS = 5_000;
const readStaff = (bridge: Bridge): Promise<Reply<'staff:list'>> => bridge.call('staff:list', {});

/** Who has been at this terminal, and what a supervisor can do about their PINs. */
export interface Staff {
  readonly members: readonly StaffView[];
  /** The last act was not done. */
  readonly failed: boolean;
  readonly act: (channel: 'staff:release' | 'staff:reset-pin', staffNumber: string) => void;
}

export function useStaff(): Staff {
  const bridge = useBridge();
  const { value, reload } = usePolled(readStaff, EVERY_MS);
  const [failed, setFailed] = useState(false);
  const act: Staff['act'] = (channel, staffNumber) => {
    bridge.call(channel, { staffNumber }).then(
      () => {
        setFailed(false);
        reload();
      },
      () => setFailed(true),
    );
  };
  return { members: value?.staff ?? [], failed, act };
}
