import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TEST_CARD_LENGTHS, type TestCardView } from '../../../core/contract.ts';
import { useBridge, useEngineEvent } from '../../ui/bridge-context.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { TestCardResult } from './TestCardResult.tsx';

/** Pixels a module: two are the least that scanners resolve, and the longest card still fits the smallest screen with three. */
const MODULE_PX = { short: 8, medium: 4, long: 3 } as const;

/** A code of known text on the screen, and what became of it when it was scanned. */
export function TestCard() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [state, setState] = useState<TestCardView | null>(null);
  const [failed, setFailed] = useState(false);
  useEngineEvent('service:test-card', (changed) => setState(changed.state));
  useEffect(() => {
    // One may be shown already, by a window that went away.
    bridge.call('service:test-card', {}).then(
      (reply) => setState(reply.state),
      () => setFailed(true),
    );
    // A card that nobody sees must not take codes off the road.
    return () => void bridge.call('service:stop-test-card', {}).catch(() => undefined);
  }, [bridge]);
  const ask = (asked: Promise<unknown>): void => {
    asked.then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  const card = state?.card ?? null;
  const code = useRef<HTMLDivElement>(null);
  const nonce = card?.nonce ?? null;
  // A scanner has to see the whole code.
  useEffect(() => {
    if (nonce !== null) code.current?.scrollIntoView({ block: 'center' });
  }, [nonce]);
  return (
    <div className="test-card">
      <h3>{t('testCard.title')}</h3>
      <p>{t('testCard.hint')}</p>
      <div className="test-card-lengths" role="group" aria-label={t('testCard.length')}>
        {TEST_CARD_LENGTHS.map((length) => (
          <button key={length} type="button" aria-pressed={card?.length === length} onClick={() => ask(bridge.call('service:start-test-card', { length }).then((reply) => setState(reply.state)))}>
            {t(`testCard.lengths.${length}`)}
          </button>
        ))}
        <button type="button" disabled={card === null} onClick={() => ask(bridge.call('service:stop-test-card', {}).then(() => setState(null)))}>
          {t('testCard.remove')}
        </button>
      </div>
      {failed && <p className="field-fault">{t('service.actionFailed')}</p>}
      {state !== null && card !== null && (
        <div className="test-card-shown">
          <div className="test-card-code" ref={code}>
            <QrCode text={card.text} label={t('testCard.code', { count: card.text.length })} modulePx={MODULE_PX[card.length]} />
            <p>{t('testCard.number', { nonce: card.nonce, count: card.text.length })}</p>
          </div>
          <div className="test-card-results" role="status">
            {state.results.length === 0 && <p>{t('testCard.waiting')}</p>}
            {state.tornReads > 0 && (
              <p className="is-bad">
                <span aria-hidden="true">✕</span> {t('testCard.torn', { count: state.tornReads })}
              </p>
            )}
            {state.results[0] !== undefined && <TestCardResult result={state.results[0]} />}
            {state.results.length > 1 && <p>{t('testCard.before', { count: state.results.length - 1 })}</p>}
          </div>
        </div>
      )}
    </div>
  );
}
