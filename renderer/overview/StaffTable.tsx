import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffView } from '../../core/contract.ts';
import { isoDate } from '../ui/format.ts';
import type { Staff } from './use-staff.ts';

const COLUMNS = ['number', 'roles', 'pin', 'badge', 'forgotten'] as const;

/** Who has been at this terminal. Never printed. */
export function StaffTable({ staff: { members, act } }: { readonly staff: Staff }) {
  const { t } = useTranslation();
  if (members.length === 0) return null;
  return (
    <section className="staff-list no-print" aria-labelledby="staff-title">
      <h2 id="staff-title">{t('people.title')}</h2>
      <details>
        <summary>{t('people.known', { count: members.length })}</summary>
        <div className="table-box">
          <table>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`people.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {members.map((each) => (
                <Member key={each.staffNumber} member={each} onReset={() => act('staff:reset-pin', each.staffNumber)} />
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Member({ member, onReset }: { readonly member: StaffView; readonly onReset: () => void }) {
  const { t } = useTranslation();
  // Taking a PIN away is asked for twice; whoever looks elsewhere meanwhile has not meant it.
  const [asked, setAsked] = useState(false);
  const { staffNumber, roles, hasPin, failures, blocked, badgeExpiresAt, badgeCounts } = member;
  const pin = blocked ? t('people.pin.blocked') : !hasPin ? t('people.pin.none') : failures > 0 ? t('people.pin.wrong', { count: failures }) : t('people.pin.chosen');
  return (
    <tr>
      <th scope="row">{staffNumber}</th>
      <td>{roles.map((role) => t(`role.${role}`)).join(t('list.separator'))}</td>
      <td>{pin}</td>
      <td>{badgeCounts ? t('people.badge.until', { date: isoDate(badgeExpiresAt) }) : t('people.badge.none')}</td>
      <td>
        {hasPin && (
          <button
            type="button"
            onBlur={() => setAsked(false)}
            onClick={() => {
              setAsked(!asked);
              if (asked) onReset();
            }}
          >
            {t(asked ? 'people.resetSure' : 'people.reset', { number: staffNumber })}
          </button>
        )}
      </td>
    </tr>
  );
}
