import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Key } from '../ui/Key.tsx';

/** Who is signed in, and the key that locks. */
export function PersonChip({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  if (session.state !== 'signed-in' || session.person === null) return null;
  const { staffNumber, roles } = session.person;
  return (
    <div className="person" role="group" aria-label={t('staff.signedIn')}>
      <span className="person-name" title={roles.map((role) => t(`role.${role}`)).join(t('list.separator'))}>
        {t(`role.${roles[0] ?? 'officer'}`)} <strong>{staffNumber}</strong>
      </span>
      <button type="button" className="quiet" onClick={() => void bridge.call('staff:lock', {}).catch(() => undefined)}>
        {t('staff.lock')} <Key name="F12" />
      </button>
    </div>
  );
}
