import { useTranslation } from 'react-i18next';
import { useSided } from '../ui/use-sided.ts';
import type { DeskState } from './desk-state.ts';

/** Progress of a long code or of one in several symbols; a code or a document whose read broke off. */
export function ReadingLine({ reading, part, torn, damaged }: Pick<DeskState, 'reading' | 'part' | 'torn' | 'damaged'>) {
  const { t } = useTranslation();
  const sided = useSided();
  return (
    <div className="reading-line" role="status">
      {reading !== null && (
        <p className="reading">
          <span className="reading-bar" aria-hidden="true" />
          {t('desk.reading', { count: reading.bytes })}
        </p>
      )}
      {part !== null && <p className="reading">{t('desk.part', { have: part.have, of: part.of })}</p>}
      {damaged !== null && (
        <p className="torn">
          <strong>{t('desk.scanDocumentAgain')}</strong> {t(`documentFault.${damaged.fault}`, { fields: wrongFields(damaged.fields).map((field) => t(`mrzField.${field}`)).join(t('list.separator')) })}
        </p>
      )}
      {torn !== null && (
        <p className="torn">
          <strong>{sided(torn.role, t('desk.scanAgain'))}</strong> {t(`torn.${torn.cause}`)}
        </p>
      )}
    </div>
  );
}

type MrzField = NonNullable<DeskState['damaged']>['fields'][number];
/** The digit over several fields is wrong with each of them; by itself it says that one of all is. */
const wrongFields = (fields: readonly MrzField[]): readonly MrzField[] => (fields.length > 1 ? fields.filter((field) => field !== 'composite') : fields);
