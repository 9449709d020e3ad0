import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseRefusal, CaseView, Reply } from '../../core/contract.ts';
import type { Bridge } from '../bridge.ts';
import { usePolled } from '../service/use-polled.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { ageOf, clockTime } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { CLOSINGS, type Closing } from './closings.ts';

const EVERY_MS = 5_000;
const readCases = (bridge: Bridge): Promise<Reply<'case:list'>> => bridge.call('case:list', {});

/** The travellers at the second line, the longest waiting first, and the form that closes a case. */
export function Cases({ overrides }: { readonly overrides: number }) {
  const { t } = useTranslation();
  const { value, reload } = usePolled(readCases, EVERY_MS);
  const now = useNow(5_000);
  return (
    <section className="cases" aria-labelledby="cases-title">
      <h2 id="cases-title">{t('case.title')}</h2>
      {overrides > 0 && <p>{t('override.counted', { count: overrides })}</p>}
      {value === null ? (
        <p>{t('overview.loading')}</p>
      ) : (
        <>
          {value.open.length === 0 ? (
            <p>{t('case.noneOpen')}</p>
          ) : (
            <ol className="cases-open">
              {value.open.map((each) => (
                <li key={each.number}>
                  <OpenCase view={each} now={now} onClosed={reload} />
                </li>
              ))}
            </ol>
          )}
          {value.closed.length > 0 && <ClosedCases cases={value.closed} />}
        </>
      )}
    </section>
  );
}

function OpenCase({ view, now, onClosed }: { readonly view: CaseView; readonly now: number; readonly onClosed: () => void }) {
  const { t } = useTranslation();
  const { number, kind, reasons, openedAt, openedBy } = view;
  const age = ageOf(now - openedAt);
  const said = reasons.map((code) => t(`reasonShort.${code}`)).join(t('list.separator'));
  return (
    <>
      <p className="case-head">
        <strong>{t('case.number', { number })}</strong>
        <span>{t(`case.kind.${kind}`)}</span>
        <span className="case-age">{t(`age.${age.unit}`, { count: age.count })}</span>
      </p>
      <p className="case-about">
        {t('case.opened', { time: clockTime(openedAt), number: openedBy ?? '–' })}
        {said !== '' && <span>{said}</span>}
      </p>
      <CloseForm number={number} onClosed={onClosed} />
    </>
  );
}

/** Decision and reason in one choice, then one press: nothing is preselected. */
function CloseForm({ number, onClosed }: { readonly number: number; readonly onClosed: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [chosen, setChosen] = useState<Closing | null>(null);
  const [refusal, setRefusal] = useState<CaseRefusal | 'fault' | null>(null);
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (chosen === null) return;
    bridge.call('case:close', { number, outcome: chosen.outcome, reason: chosen.reason }).then(
      (reply) => {
        setRefusal(reply.ok ? null : reply.refusal);
        onClosed();
      },
      () => setRefusal('fault'),
    );
  };
  return (
    <form className="case-close" onSubmit={send}>
      <label htmlFor={`case-${number}`} className="visually-hidden">
        {t('case.decide', { number })}
      </label>
      <select id={`case-${number}`} value={chosen?.key ?? ''} onChange={({ target }) => setChosen(CLOSINGS.find(({ key }) => key === target.value) ?? null)}>
        <option value="">{t('case.choose')}</option>
        {CLOSINGS.map(({ key, outcome, reason }) => (
          <option key={key} value={key}>
            {t('case.closedAs', { outcome: t(`case.outcome.${outcome}`), reason: t(`case.reason.${reason}`) })}
          </option>
        ))}
      </select>
      <button type="submit" disabled={chosen === null} aria-label={t('case.closeNumber', { number })}>
        {t('case.close')}
      </button>
      <span role="alert">{refusal !== null && t(`case.refusal.${refusal}`)}</span>
    </form>
  );
}

function ClosedCases({ cases }: { readonly cases: readonly CaseView[] }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{t('case.lastClosed')}</summary>
      <ol className="cases-closed">
        {cases.map(({ number, closed }) => (
          <li key={number}>
            <strong>{t('case.number', { number })}</strong>
            {closed !== null && (
              <>
                <time>{clockTime(closed.at)}</time>
                <span>{t('case.closedAs', { outcome: t(`case.outcome.${closed.outcome}`), reason: t(`case.reason.${closed.reason}`) })}</span>
                <span>{closed.by ?? '–'}</span>
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
