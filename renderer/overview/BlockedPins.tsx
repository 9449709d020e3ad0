import { useTranslation } from 'react-i18next';
import type { Staff } from './use-staff.ts';

/** Whoever stands before a terminal that takes no PIN any more waits for a supervisor: this comes before the figures of the day. */
export function BlockedPins({ staff: { members, failed, act } }: { readonly staff: Staff }) {
  const { t } = useTranslation();
  const blocked = members.filter((each) => each.blocked);
  if (blocked.length === 0 && !failed) return null;
  return (
    <section className="staff-list no-print" aria-label={t('people.title')}>
      {failed && (
        <p className="field-fault" role="alert">
          {t('staffRefusal.fault')}
        </p>
      )}
      {blocked.map(({ staffNumber }) => (
        <p key={staffNumber} className="staff-blocked" role="status">
          {t('people.blocked', { number: staffNumber })}
          <button type="button" onClick={() => act('staff:release', staffNumber)}>
            {t('people.release', { number: staffNumber })}
          </button>
        </p>
      ))}
    </section>
  );
}
