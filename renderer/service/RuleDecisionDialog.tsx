import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Reply, RULE_REASONS, type RuleDecision, type RuleReason } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';

/** What is to be decided of a set. */
export interface Decision {
  readonly decision: RuleDecision;
  readonly digest: string;
  readonly name: string;
  /** Set that a roll-back leads to. */
  readonly leadsTo: string | null;
}

type Refusal = Extract<Reply<'rules:decide'>, { ok: false }>['refusal'] | 'fault';

interface Props {
  readonly decision: Decision;
  /** @param done - key of what has happened; null for nothing. */
  readonly onClose: (done: string | null) => void;
}

/** Asks for the reason; whatever needs a second person then waits for that badge. */
export function RuleDecisionDialog({ decision: { decision, digest, name, leadsTo }, onClose }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [reason, setReason] = useState<RuleReason | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (reason === null) return;
    bridge.call('rules:decide', { digest, decision, reason }).then(
      (reply) => (reply.ok ? onClose(reply.state === 'done' ? 'rules.done' : null) : setRefusal(reply.refusal)),
      () => setRefusal('fault'),
    );
  };
  return (
    <Dialog title={t(`rules.decide.${decision}`)} onClose={() => onClose(null)} className="rule-decision">
      <form onSubmit={send}>
        <p>
          <strong>{name}</strong>
          {leadsTo !== null && ` → ${leadsTo}`}
        </p>
        <p>{t(`rules.hint.${decision}`)}</p>
        <div className="field">
          <label htmlFor="rule-reason">{t('override.why')}</label>
          <select id="rule-reason" autoFocus value={reason ?? ''} onChange={({ target }) => setReason(RULE_REASONS.find((each) => each === target.value) ?? null)}>
            <option value="">{t('override.choose')}</option>
            {RULE_REASONS.map((each) => (
              <option key={each} value={each}>
                {t(`rules.why.${each}`)}
              </option>
            ))}
          </select>
        </div>
        <div role="alert">{refusal !== null && <p className="field-fault">{t(`rules.refusal.${refusal}`)}</p>}</div>
        <div className="dialog-buttons">
          <button type="submit" className="primary" disabled={reason === null}>
            {t(`rules.decide.${decision}`)}
          </button>
          <button type="button" onClick={() => onClose(null)}>
            {t('action.cancel')} <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}
