import { useTranslation } from 'react-i18next';
import type { QueueRow } from '../../core/contract.ts';
import { ageOf, shortTime, whole } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { Head, TableBox } from './Section.tsx';
import { uploadCause } from './upload-error.ts';
import type { QueuePaging } from './use-queue-page.ts';

interface Actions {
  readonly onHasten: (recordId: string) => void;
  readonly onPark: (recordId: string) => void;
  readonly onRequeue: (recordId: string) => void;
}

/** One page of a state's records, and the ways to the next. */
export function QueueTable({ paging, ...actions }: Actions & { readonly paging: QueuePaging }) {
  const { t } = useTranslation();
  const { page, number, state, next, previous } = paging;
  if (page === null) return <p>{t('service.loading')}</p>;
  const columns = ['record', 'created', 'age', 'attempts', state === 'delivered' ? 'deliveredAt' : 'next', 'error', 'action'].map((name) => t(`queue.${name}`));
  return (
    <>
      {page.rows.length === 0 ? (
        <p>{t('queue.none')}</p>
      ) : (
        <TableBox label={t(`queue.state.${state}`)}>
          <Head names={columns} />
          <tbody>
            {page.rows.map((row) => (
              <RecordRow key={row.recordId} row={row} {...actions} />
            ))}
          </tbody>
        </TableBox>
      )}
      <p className="copy">
        <button type="button" disabled={previous === undefined} onClick={previous}>
          {t('queue.previousPage')}
        </button>
        <span role="status">{t('queue.page', { number: whole(number) })}</span>
        <button type="button" disabled={next === undefined} onClick={next}>
          {t('queue.nextPage')}
        </button>
      </p>
    </>
  );
}

function RecordRow({ row: { recordId, state, createdAt, attempts, nextAttemptAt, deliveredAt, lastError }, onHasten, onPark, onRequeue }: Actions & { readonly row: QueueRow }) {
  const { t } = useTranslation();
  const now = useNow(5_000);
  const { unit, count } = ageOf((deliveredAt ?? now) - createdAt);
  const time = deliveredAt ?? nextAttemptAt;
  const action = (name: 'hasten' | 'park' | 'requeue', act: (recordId: string) => void) => (
    <button type="button" aria-label={`${t(`queue.${name}`)} ${recordId}`} onClick={() => act(recordId)}>
      {t(`queue.${name}`)}
    </button>
  );
  return (
    <tr>
      <th scope="row" className="path">
        {recordId}
      </th>
      <td>{shortTime(createdAt, now)}</td>
      <td>{t(`age.${unit}`, { count })}</td>
      <td>{attempts}</td>
      <td>{time === null ? '–' : shortTime(time, now)}</td>
      <td>{lastError === null ? '–' : <UploadError error={lastError} />}</td>
      <td>
        {state === 'pending' && (
          <span className="row-actions">
            {action('hasten', onHasten)} {action('park', onPark)}
          </span>
        )}
        {state === 'dead' && action('requeue', onRequeue)}
        {(state === 'leased' || state === 'delivered') && '–'}
      </td>
    </tr>
  );
}

/** What went wrong, with the code for the phone call in small type. */
function UploadError({ error }: { readonly error: string }) {
  const { t } = useTranslation();
  const { cause, detail } = uploadCause(error);
  return (
    <>
      {t(`queue.cause.${cause}`)}
      {detail !== '' && <small className="path">{detail}</small>}
    </>
  );
}
