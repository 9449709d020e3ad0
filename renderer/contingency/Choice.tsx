import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { numbered } from './numbered.ts';

interface Props<T extends string> {
  readonly name: 'evidence' | 'outcome' | 'reason';
  readonly values: readonly T[];
  readonly value: string;
  readonly textOf: (value: T) => string;
  readonly onChoose: (value: T) => void;
  readonly onKeyDown: (event: KeyboardEvent, name: string) => void;
}

/** A closed list whose entries are numbered: the digit chooses. */
export function Choice<T extends string>({ name, values, value, textOf, onChoose, onKeyDown }: Props<T>) {
  const { t } = useTranslation();
  const id = `crossing-${name}`;
  return (
    <div className="field">
      <label htmlFor={id}>{t(`contingency.crossing.${name}`)}</label>
      <select
        id={id}
        value={value}
        onKeyDown={(event) => {
          const chosen = numbered(values, event.key);
          if (chosen === null) return onKeyDown(event, name);
          event.preventDefault();
          onChoose(chosen);
        }}
        onChange={({ target }) => {
          const chosen = values.find((each) => each === target.value);
          if (chosen !== undefined) onChoose(chosen);
        }}
      >
        {values.map((each, index) => (
          <option key={each} value={each}>
            {index + 1} · {textOf(each)}
          </option>
        ))}
      </select>
    </div>
  );
}
