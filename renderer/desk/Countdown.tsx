import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '../ui/Key.tsx';
import type { DeskLimits } from './desk-state.ts';

interface Props {
  readonly clearsAt: number;
  readonly held: boolean;
  readonly limits: DeskLimits;
  readonly onHold: () => void;
  readonly onClear: () => void;
}

/** How often the bar moves, in milliseconds. */
const STEP_MS = 200;

/** How long the traveller's data still stands, and the keys that hold or clear it. */
export function Countdown({ clearsAt, held, limits, onHold, onClear }: Props) {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), STEP_MS);
    return () => clearInterval(timer);
  }, []);
  const whole = held ? Math.max(limits.clearAfterMs, limits.holdLimitMs) : limits.clearAfterMs;
  // `now` may be a step older than a deadline that was just set anew.
  const left = Math.min(whole, Math.max(0, clearsAt - now));
  return (
    <div className="countdown">
      <div className="countdown-bar" aria-hidden="true">
        <div style={{ transform: `scaleX(${(left / whole).toFixed(4)})` }} />
      </div>
      <span className="countdown-text">{t(held ? 'desk.heldFor' : 'desk.clearsIn', { count: Math.ceil(left / 1_000) })}</span>
      <button type="button" className="on-verdict" aria-pressed={held} onClick={onHold}>
        {t(held ? 'desk.release' : 'desk.hold')} <Key name={t('key.space')} />
      </button>
      <button type="button" className="on-verdict" onClick={onClear}>
        {t('desk.clear')} <Key name="Esc" />
      </button>
    </div>
  );
}
