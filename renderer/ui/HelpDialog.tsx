import { useTranslation } from 'react-i18next';
import { OUTCOMES } from '../../core/contract.ts';
import { Dialog } from './Dialog.tsx';
import { Key } from './Key.tsx';
import { OutcomeMark } from './OutcomeName.tsx';

const KEYS = [
  ['F1', 'help'],
  ['F2', 'convert'],
  ['F3', 'manual'],
  ['F4', 'refer'],
  ['F5', 'appeal'],
  ['F6', 'camera'],
  ['Shift F6', 'picture'],
  ['F7', 'contingency'],
  ['Shift F7', 'consent'],
  ['F8', 'language'],
  ['F9', 'crossing'],
  ['F10', 'override'],
  ['F11', 'acknowledge'],
  ['Shift F11', 'notices'],
  ['F12', 'lock'],
  ['Space', 'hold'],
  ['Esc', 'clear'],
  ['Enter', 'field'],
  ['Ctrl 1 2 3', 'workspace'],
] as const;

/** F1: what the three outcomes ask of the officer, and the keys. */
export function HelpDialog({ drill, onClose }: { readonly drill: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const keys = drill ? ([...KEYS, ['Shift F9', 'present']] as const) : KEYS;
  return (
    <Dialog title={t('help.title')} onClose={onClose} onKey={(key) => (key === 'F1' ? (onClose(), true) : false)} className="help">
      <ul className="help-outcomes">
        {OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <OutcomeMark outcome={outcome} />
            <span>
              <strong>{t(`outcome.${outcome}`)}</strong>
              {t(`help.outcome.${outcome}`)}
            </span>
          </li>
        ))}
      </ul>
      <dl className="help-keys">
        {keys.map(([key, name]) => (
          <div key={key}>
            <dt>
              <Key name={key === 'Space' ? t('key.space') : key} />
            </dt>
            <dd>{t(`help.key.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="help-scanner">
        {t('help.scanner')} {t('help.document')}
      </p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={onClose} autoFocus>
          {t('action.close')} <Key name="Esc" />
        </button>
      </div>
    </Dialog>
  );
}
