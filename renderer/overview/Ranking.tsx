import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { whole } from '../ui/format.ts';

export interface RankedRow {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  readonly count: number;
}

/** A list by count, with a bar for the eye. */
export function Ranking({ title, rows }: { readonly title: string; readonly rows: readonly RankedRow[] }) {
  const { t } = useTranslation();
  const id = useId();
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <section className="ranking" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {rows.length === 0 && <p>{t('overview.none')}</p>}
      <ol>
        {rows.map(({ key, name, detail, count }) => (
          <li key={key}>
            <span className="ranking-name">
              {name} {detail !== '' && <small>{detail}</small>}
            </span>
            <strong>{whole(count)}</strong>
            <span className="ranking-bar" aria-hidden="true" style={{ transform: `scaleX(${(count / most).toFixed(3)})` }} />
          </li>
        ))}
      </ol>
    </section>
  );
}
