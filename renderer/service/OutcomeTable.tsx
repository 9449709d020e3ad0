import { useTranslation } from 'react-i18next';
import type { TrustOutcomeView } from '../../core/contract.ts';
import { dateTime } from '../ui/format.ts';
import { OUTCOME_MARKS, outcomeKindOf } from './outcome-kind.ts';
import { Head, TableBox } from './Section.tsx';

/** The newest attempts, one a line. */
export function OutcomeTable({ outcomes }: { readonly outcomes: readonly TrustOutcomeView[] }) {
  const { t } = useTranslation();
  const columns = ['when', 'sourceColumn', 'resultColumn', 'versions', 'by'].map((name) => t(`distribution.${name}`));
  return (
    <TableBox label={t('distribution.recent', { count: outcomes.length })}>
      <Head names={columns} />
      <tbody>
        {outcomes.map(({ at, source, result, cause, versions, person, times }, index) => (
          <tr key={`${at}-${index}`}>
            <th scope="row">{dateTime(at)}</th>
            <td>{t(`distribution.source.${source}`)}</td>
            <td className={outcomeKindOf({ result, cause }) === 'refused' ? 'is-bad' : ''}>
              <span aria-hidden="true">{OUTCOME_MARKS[outcomeKindOf({ result, cause })]}</span> {t(`distribution.short.${outcomeKindOf({ result, cause })}`)}
              {cause !== null && `: ${t(`distribution.cause.${cause}.what`)}`}
              {times > 1 && ` (${t('distribution.times', { count: times })})`}
            </td>
            <td>{versions === null ? '–' : `${versions.timestamp} / ${versions.snapshot} / ${versions.targets} / ${versions.root}`}</td>
            <td>{person ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
