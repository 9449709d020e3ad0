import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_MRZ_CHARACTERS, type Reply } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';

type Read = Reply<'contingency:read-mrz'>;

interface Props {
  readonly onRead: (read: Extract<Read, { ok: true }>) => void;
  /** Enter in the empty field. */
  readonly onSkip: () => void;
}

/** The document's machine readable zone, typed or pasted, its lines one after another. Enter reads it. */
export function ZoneField({ onRead, onSkip }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<Extract<Read, { ok: false }>['fault'] | 'fault' | null>(null);
  const read = (): void => {
    if (text.trim() === '') return onSkip();
    bridge.call('contingency:read-mrz', { text }).then(
      (reply) => {
        if (!reply.ok) return setFault(reply.fault);
        setFault(null);
        setText('');
        onRead(reply);
      },
      () => setFault('fault'),
    );
  };
  return (
    <div className="field field-zone">
      <label htmlFor="crossing-zone">{t('contingency.crossing.zone')}</label>
      <input
        id="crossing-zone"
        type="text"
        maxLength={MAX_MRZ_CHARACTERS}
        spellCheck={false}
        value={text}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : 'crossing-zone-fault'}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          read();
        }}
      />
      {fault !== null && (
        <p id="crossing-zone-fault" className="field-fault" role="alert">
          {t(`contingency.zoneFault.${fault}`)}
        </p>
      )}
    </div>
  );
}
