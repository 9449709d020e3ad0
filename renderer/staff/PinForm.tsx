import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView, StaffRefusal } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { clockTimeWithSeconds } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { SendOrCancel } from '../ui/SendOrCancel.tsx';

const LONGEST_PIN = 12;

interface Props {
  readonly waiting: NonNullable<SessionView['waiting']>;
  readonly onCancel: () => void;
}

/** Asks for the PIN of whoever's badge was read; for a new one twice. */
export function PinForm({ waiting, onCancel }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const now = useNow(500);
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [refusal, setRefusal] = useState<StaffRefusal | 'pin-differs' | 'fault' | null>(null);
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isNew = waiting.needs === 'new-pin';
  const waits = waiting.waitUntil !== null && waiting.waitUntil > now;
  const closed = waits || waiting.blocked || sending;
  useEffect(() => field.current?.focus(), [closed]);

  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (closed || pin === '') return;
    if (isNew && pin !== again) {
      setAgain('');
      return setRefusal('pin-differs');
    }
    setSending(true);
    setRefusal(null);
    bridge
      .call(isNew ? 'staff:choose-pin' : 'staff:enter-pin', { pin })
      .then(
        (reply) => setRefusal(reply.ok ? null : reply.refusal),
        () => setRefusal('fault'),
      )
      .finally(() => {
        setPin('');
        setAgain('');
        setSending(false);
      });
  };
  const said = waiting.blocked ? 'pin-blocked' : refusal;
  return (
    <form className="pin-form" autoComplete="off" onSubmit={send}>
      <p className="pin-who">
        <strong>{waiting.staffNumber}</strong> <span>{waiting.roles.map((role) => t(`role.${role}`)).join(t('list.separator'))}</span>
      </p>
      <div className="field">
        <label htmlFor="pin">{t(isNew ? 'staff.newPin' : 'staff.pin')}</label>
        <input ref={field} id="pin" type="password" inputMode="numeric" maxLength={LONGEST_PIN} value={pin} disabled={closed} autoComplete="off" aria-describedby="pin-said" onChange={({ target }) => setPin(target.value)} />
      </div>
      {isNew && (
        <div className="field">
          <label htmlFor="pin-again">{t('staff.pinAgain')}</label>
          <input id="pin-again" type="password" inputMode="numeric" maxLength={LONGEST_PIN} value={again} disabled={closed} autoComplete="off" onChange={({ target }) => setAgain(target.value)} />
        </div>
      )}
      {isNew && <p>{t('staff.pinHint')}</p>}
      <div id="pin-said" role="alert">
        {said !== null && <p className="field-fault">{t(`staffRefusal.${said}`)}</p>}
        {waits && waiting.waitUntil !== null && <p className="field-fault">{t('staff.waitUntil', { time: clockTimeWithSeconds(waiting.waitUntil) })}</p>}
      </div>
      <SendOrCancel label={t(sending ? 'staff.checking' : 'staff.confirm')} onCancel={onCancel} disabled={closed || pin === ''} />
    </form>
  );
}
