import { useTranslation } from 'react-i18next';
import type { Status, Welcome } from '../../core/contract.ts';
import { clockTime, shortTime } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { ConversionFields } from './ConversionFields.tsx';
import type { DeskAction, DeskState } from './desk-state.ts';
import { QrCode } from '../ui/QrCode.tsx';

interface Props {
  readonly state: DeskState;
  readonly network: Status['network'] | null;
  readonly direction: Welcome['terminal']['direction'];
  readonly dispatch: (action: DeskAction) => void;
  readonly onConvert: () => void;
}

/** Conversion to the mainland record: consent, details, sealed, delivered. */
export function ConversionPanel({ state, network, direction, dispatch, onConvert }: Props) {
  const { t } = useTranslation();
  const { verdict, conversion, form, refusal } = state;
  const offer = verdict?.conversion;
  // A conversion that was made stays made, whatever the document says then.
  const barrier = refusal?.barrier ?? (offer?.possible === false && conversion === null ? offer.barrier : null);
  return (
    <section className="conversion" aria-labelledby="conversion-title">
      <h2 id="conversion-title">{t('convert.title')}</h2>
      {barrier === null ? (
        <Steps state={state} />
      ) : (
        <p className="barrier">
          <strong>{t('convert.notPossible')}</strong> {t(`barrier.${barrier}`, { direction: t(`direction.${direction}`) })}
        </p>
      )}
      {refusal !== null && refusal.barrier === null && refusal.kind !== 'fields' && (
        <p className="refusal" role="alert">
          {t(`convert.refusal.${refusal.kind}`)}
        </p>
      )}
      {conversion === null && form !== null && network?.state === 'down' && <Outage network={network} />}
      {conversion === null && form !== null && barrier === null && (
        <ConversionFields form={form} sending={state.sending} dispatch={dispatch} onConvert={onConvert} />
      )}
      {conversion !== null && <Outcome conversion={conversion} network={network} />}
    </section>
  );
}

const STEPS = ['consent', 'details', 'sealed', 'delivered'] as const;

/** Where this conversion stands. */
function Steps({ state: { form, conversion } }: Pick<Props, 'state'>) {
  const { t } = useTranslation();
  const reached = conversion?.state === 'delivered' ? 4 : conversion !== null ? 3 : form?.consent === true ? 1 : 0;
  return (
    <ol className="steps">
      {STEPS.map((step, index) => (
        <li key={step} className={index < reached ? 'is-done' : ''} aria-current={index === reached ? 'step' : undefined}>
          <span aria-hidden="true">{index < reached ? '✓' : index + 1}</span>
          {t(`convert.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}

function Outage({ network }: { readonly network: Status['network'] }) {
  const { t } = useTranslation();
  return (
    <p className="outage" role="status">
      {network.since === null ? t('convert.outage') : t('convert.outageSince', { since: clockTime(network.since) })}
    </p>
  );
}

function Outcome({ conversion, network }: { readonly conversion: NonNullable<DeskState['conversion']>; readonly network: Status['network'] | null }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  return (
    <div className={`conversion-outcome is-${conversion.state}`} role="status">
      <p className="conversion-state">{t(`convert.state.${conversion.state}`)}</p>
      {conversion.state === 'sealed' && <p>{t(network?.state === 'down' ? 'convert.sealedOffline' : 'convert.sealedOnline')}</p>}
      {conversion.state === 'dead' && <p>{t('convert.deadHint')}</p>}
      {conversion.mainlandCode !== null && (
        <figure className="mainland-code">
          <QrCode text={conversion.mainlandCode} label={t('convert.mainlandCode')} />
          <figcaption>
            <strong>{t('convert.mainlandCode')}</strong>
            {conversion.validUntil !== null && <span>{t('convert.validUntil', { time: shortTime(conversion.validUntil, now) })}</span>}
            <span>{t('convert.letScan')}</span>
          </figcaption>
        </figure>
      )}
      <p className="small">{t('convert.record', { id: conversion.recordId })}</p>
    </div>
  );
}
