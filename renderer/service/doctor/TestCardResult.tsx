import { useTranslation } from 'react-i18next';
import type { TestCardView } from '../../../core/contract.ts';
import { clockTimeWithSeconds, whole } from '../../ui/format.ts';
import { Head, TableBox } from '../Section.tsx';

type Result = TestCardView['results'][number];

const MARKS = { pass: '✓', fail: '✕', note: '○' } as const;

/** One scan of the test card, check by check: what was found, and what to do where it is not as it should be. */
export function TestCardResult({ result: { at, source, deviceId, lines } }: { readonly result: Result }) {
  const { t } = useTranslation();
  const faults = lines.filter(({ result }) => result === 'fail').length;
  const columns = ['check', 'result', 'finding'].map((name) => t(`testCard.column.${name}`));
  return (
    <>
      <p className={faults === 0 ? 'is-good' : 'is-bad'}>
        <span aria-hidden="true">{faults === 0 ? MARKS.pass : MARKS.fail}</span> {faults === 0 ? t('testCard.passed') : t('testCard.faults', { count: faults })}
      </p>
      <p>{t('testCard.scannedBy', { time: clockTimeWithSeconds(at), device: deviceId ?? t('testCard.window'), source: t(`testCard.source.${source}`) })}</p>
      <TableBox label={t('testCard.title')}>
        <Head names={columns} />
        <tbody>
          {lines.map(({ check, finding, result, values }) => (
            <tr key={check}>
              <th scope="row">{t(`testCard.check.${check}`)}</th>
              <td className={`card-${result}`}>
                <span aria-hidden="true">{MARKS[result]}</span> {t(`testCard.result.${result}`)}
              </td>
              <td>
                {t(`testCard.finding.${check}.${finding}`, inWords(values))}
                {result !== 'pass' && <small>{t(`testCard.remedy.${check}.${finding}`)}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </>
  );
}

/** Figures with their grouping sign; characters as they are. */
function inWords(values: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? whole(value) : value]));
}
