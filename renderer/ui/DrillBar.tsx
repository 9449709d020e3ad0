import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DrillState, FOREIGN_KINDS, OWN_KINDS, TRAVELLER_KINDS, type TravellerKind } from '../../core/contract.ts';
import { useBridge } from './bridge-context.ts';
import { Key } from './Key.tsx';
import { useKeys } from './use-keys.ts';

interface Props {
  readonly drill: DrillState | null;
  readonly onSet: (change: Partial<DrillState>) => void;
  readonly onPresent: (kind: TravellerKind | null) => void;
}

const ROLE_NAMES = ['officer', 'supervisor', 'technician'] as const;
/** A good code of a foreign format is called as its format. */
const GROUPS: readonly (readonly [string, readonly TravellerKind[]])[] = [
  ['drill.ownCodes', OWN_KINDS],
  ['drill.foreignCodes', FOREIGN_KINDS],
];
const GATEWAY = ['up', 'down', 'faulty'] as const;

/** The drill's controls: who comes next, and what fails. */
export function DrillBar({ drill, onSet, onPresent }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const onBadge = (role: (typeof ROLE_NAMES)[number] | null): void => {
    if (role !== null) void bridge.call('drill:badge', { role }).catch(() => undefined);
  };
  const [kind, setKind] = useState<TravellerKind | null>(null);
  useKeys({ 'shift+F9': () => onPresent(kind) });
  return (
    <section className="drill-bar" aria-label={t('drill.bar')}>
      <strong className="drill-badge">{t('drill.badge')}</strong>
      <select
        aria-label={t('drill.kind')}
        value={kind ?? ''}
        onChange={({ target }) => setKind(TRAVELLER_KINDS.find((each) => each === target.value) ?? null)}
      >
        <option value="">{t('drill.nextOfStream')}</option>
        {GROUPS.map(([group, kinds]) => (
          <optgroup key={group} label={t(group)}>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {t([`kind.${each}`, `format.${each}`])}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <button type="button" onClick={() => onPresent(kind)}>
        {t('drill.present')} <Key name="Shift F9" />
      </button>
      <select aria-label={t('drill.showBadge')} value="" onChange={({ target }) => onBadge(ROLE_NAMES.find((each) => each === target.value) ?? null)}>
        <option value="">{t('drill.badgeOf')}</option>
        {ROLE_NAMES.map((each) => (
          <option key={each} value={each}>
            {t(`role.${each}`)}
          </option>
        ))}
      </select>
      {drill !== null && (
        <>
          <label className="check">
            <input type="checkbox" checked={drill.auto} onChange={({ target }) => onSet({ auto: target.checked })} />
            {t('drill.auto')}
          </label>
          <label className="drill-gateway">
            {t('drill.gateway')}
            <select value={drill.gateway} onChange={({ target }) => onSet({ gateway: GATEWAY.find((each) => each === target.value) ?? 'up' })}>
              {GATEWAY.map((each) => (
                <option key={each} value={each}>
                  {t(`drill.gatewayState.${each}`)}
                </option>
              ))}
            </select>
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={drill.scanner === 'plugged'}
              onChange={({ target }) => onSet({ scanner: target.checked ? 'plugged' : 'unplugged' })}
            />
            {t('drill.scanner')}
          </label>
        </>
      )}
    </section>
  );
}

/** Words across the whole window, faint enough that every letter beneath stays legible. Drawn by the style sheet: decoration, not text. */
export function Watermark() {
  const { t } = useTranslation();
  return (
    <div className="watermark" aria-hidden="true">
      {Array.from({ length: 12 }, (_, index) => (
        <span key={index} data-word={t('drill.word')} />
      ))}
    </div>
  );
}
