import { useTranslation } from 'react-i18next';
import type { Status, Welcome } from '../../core/contract.ts';
import { ageOf, whole } from './format.ts';
import { useNow } from './use-now.ts';

type Level = 'good' | 'wait' | 'bad';
const TRUST_LEVELS: Readonly<Record<Status['trust']['state'], Level>> = { fresh: 'good', ageing: 'wait', stale: 'bad', dead: 'bad' };
const CLOCK_LEVELS: Readonly<Record<Status['clock']['state'], Level>> = { ok: 'good', behind: 'bad', fast: 'wait', slow: 'wait' };

/** A record that goes as it comes waits a second or two: nothing to be told. */
const WAITING_TOLD_MS = 60_000;

/** Scanner, network, uploads, keys, rules, clock: one line, always there. */
export function StatusBar({ status, welcome }: { readonly status: Status | null; readonly welcome: Welcome }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  return (
    <footer className="status-bar">
      {status !== null && <StatusItems status={status} now={now} />}
      <span className="version">
        {t('status.terminal', { id: welcome.terminal.id })} · {t('status.version', { version: welcome.version })}
      </span>
    </footer>
  );
}

function StatusItems({ status, now }: { readonly status: Status; readonly now: number }) {
  const { t } = useTranslation();
  const { verifiedAt, state } = status.trust;
  const ageSince = (at: number): string => {
    const { unit, count } = ageOf(now - at);
    return t(`age.${unit}`, { count });
  };
  const age = verifiedAt === null ? '–' : ageSince(verifiedAt);
  const { oldestWaitingAt } = status.queue;
  const oldest = oldestWaitingAt !== null && now - oldestWaitingAt >= WAITING_TOLD_MS ? ageSince(oldestWaitingAt) : null;
  return (
    <dl className="status-items">
      {status.scannerRoles.length === 0 && <Item level={scannerLevel(status.scanner)} name={t('status.scanner')} value={t(`scannerState.${status.scanner}`)} />}
      {status.scannerRoles.map(({ role, state: scanner }) => (
        <Item key={role} level={scannerLevel(scanner)} name={t(`status.scannerOf.${role}`)} value={scanner === 'none' ? t('status.missing') : t(`scannerState.${scanner}`)} />
      ))}
      <Item level={{ up: 'good', unknown: 'wait', down: 'bad' }[status.network.state] as Level} name={t('status.network')} value={t(`networkState.${status.network.state}`)} />
      <Item level={status.queue.dead > 0 ? 'bad' : status.queue.waiting > 0 ? 'wait' : 'good'} name={t('status.waiting')} value={oldest === null ? whole(status.queue.waiting) : `${whole(status.queue.waiting)} · ${oldest}`} />
      {status.queue.dead > 0 && <Item level="bad" name={t('status.dead')} value={whole(status.queue.dead)} />}
      {status.cases.open > 0 && <Item level="wait" name={t('status.cases')} value={whole(status.cases.open)} />}
      <Item level={TRUST_LEVELS[state]} name={t('status.keys')} value={state === 'fresh' ? age : `${t(`freshness.${state}`)} · ${age}`} />
      <Item level={status.rules.count === 0 ? 'bad' : 'good'} name={t('status.rules')} value={status.rules.version} />
      <Item level={CLOCK_LEVELS[status.clock.state]} name={t('status.clock')} value={t(`clockState.${status.clock.state}`)} />
    </dl>
  );
}

function scannerLevel(state: Status['scanner']): Level {
  if (state === 'ready') return 'good';
  return state === 'opening' || state === 'none' ? 'wait' : 'bad';
}

/** One value; the mark differs in shape too: dot, ring, cross. */
function Item({ level, name, value }: { readonly level: Level; readonly name: string; readonly value: string }) {
  return (
    <div className={`status-item status-${level}`}>
      <dt>{name}</dt>
      <dd>
        <svg viewBox="0 0 12 12" aria-hidden="true" className="mark">
          {level === 'good' && <circle cx="6" cy="6" r="4.5" fill="currentColor" />}
          {level === 'wait' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2.5" />}
          {level === 'bad' && <path d="m2 2 8 8m0-8-8 8" stroke="currentColor" strokeWidth="2.5" />}
        </svg>
        {value}
      </dd>
    </div>
  );
}
