import { useTranslation } from 'react-i18next';
import { useSided } from '../ui/use-sided.ts';
import type { DeskState } from './desk-state.ts';

/** Progress of a long code or of one in several symbols, or a read that broke off. */
export function ReadingLine({ reading, part, torn }: Pick<DeskState, 'reading' | 'part' | 'torn'>) {
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
      {torn !== null && (
        <p className="torn">
          <strong>{sided(torn.role, t('desk.scanAgain'))}</strong> {t(`torn.${torn.cause}`)}
        </p>
      )}
    </div>
  );
}
