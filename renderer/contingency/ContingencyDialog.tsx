import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CONTINGENCY_REASONS, type ContingencyState, type DeclareRefusal, type Reply } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { dateTime } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import { numbered } from './numbered.ts';
import { Report } from './Report.tsx';

interface Props {
  readonly state: ContingencyState;
  readonly onClose: () => void;
}

/** F7, for supervisors: declares and ends a contingency, and shows the report of any. */
export function ContingencyDialog({ state, onClose }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const { active, offer } = state;
  const [reason, setReason] = useState<(typeof CONTINGENCY_REASONS)[number]>(offer ?? 'issuer-down');
  const [chosen, setChosen] = useState<string | null>(null);
  const [data, setData] = useState<Reply<'contingency:report'> | null>(null);
  const [refusal, setRefusal] = useState<DeclareRefusal | 'fault' | null>(null);
  const fail = (): void => setRefusal('fault');
  // Read again whenever something was recorded, declared or ended.
  useEffect(() => {
    let current = true;
    bridge.call('contingency:report', { contingencyId: chosen }).then(
      (reply) => {
        if (current) setData(reply);
      },
      () => setRefusal('fault'),
    );
    return () => {
      current = false;
    };
  }, [bridge, chosen, state]);
  return (
    <Dialog title={t('contingency.title')} onClose={onClose} onKey={(key) => (key === 'F7' ? (onClose(), true) : false)} className="contingency">
      {active === null ? (
        <form
          className="contingency-declare no-print"
          onSubmit={(event) => {
            event.preventDefault();
            bridge.call('contingency:declare', { reason }).then((reply) => (setRefusal(reply.refusal), setChosen(null)), fail);
          }}
        >
          <p>{t('contingency.hintDeclare')}</p>
          <div className="field">
            <label htmlFor="contingency-reason">{t('contingency.why')}</label>
            <select
              id="contingency-reason"
              autoFocus
              value={reason}
              onKeyDown={({ key }) => setReason(numbered(CONTINGENCY_REASONS, key) ?? reason)}
              onChange={({ target }) => setReason(CONTINGENCY_REASONS.find((each) => each === target.value) ?? reason)}
            >
              {CONTINGENCY_REASONS.map((each, index) => (
                <option key={each} value={each}>
                  {index + 1} · {t(`contingency.cause.${each}`)}
                </option>
              ))}
            </select>
          </div>
          <button type="submit" className="primary">
            {t('contingency.declare')}
          </button>
        </form>
      ) : (
        <div className="contingency-declare no-print">
          <p>{t('contingency.hintEnd')}</p>
          <button type="button" className="primary" autoFocus onClick={() => void bridge.call('contingency:end', {}).then(() => setChosen(active.contingencyId), fail)}>
            {t('contingency.end')}
          </button>
        </div>
      )}
      {refusal !== null && (
        <p className="refusal" role="alert">
          {t(`contingency.refusal.${refusal}`)}
        </p>
      )}
      {data !== null && data.contingencies.length > 1 && (
        <div className="field no-print">
          <label htmlFor="contingency-which">{t('contingency.which')}</label>
          <select id="contingency-which" value={data.report?.contingency.contingencyId ?? ''} onChange={({ target }) => setChosen(target.value)}>
            {data.contingencies.map((each) => (
              <option key={each.contingencyId} value={each.contingencyId}>
                {dateTime(each.startedAt)} · {t(`contingency.cause.${each.reason}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      {data !== null && (data.report === null ? <p>{t('contingency.none')}</p> : <Report report={data.report} />)}
      <div className="dialog-buttons no-print">
        <button type="button" onClick={onClose}>
          {t('action.close')} <Key name="Esc" />
        </button>
      </div>
    </Dialog>
  );
}
