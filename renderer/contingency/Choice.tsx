import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BURST_GAP_MS } from '../desk/wedge.ts';
import { numbered } from './numbered.ts';

interface Props<T extends string> {
  readonly name: 'evidence' | 'outcome' | 'reason';
  readonly values: readonly T[];
  readonly value: string;
  readonly textOf: (value: T) => string;
  readonly onChoose: (value: T) => void;
  /** The last choice was none: its digit was the first key of a scan. */
  readonly onTakeBack: () => void;
  readonly onKeyDown: (event: KeyboardEvent, name: string) => void;
}

/** A closed list whose entries are numbered: the digit chooses. */
export function Choice<T extends string>({ name, values, value, textOf, onChoose, onTakeBack, onKeyDown }: Props<T>) {
  const { t } = useTranslation();
  const id = `crossing-${name}`;
  const chosenAt = useRef(Number.NEGATIVE_INFINITY);
  return (
    <div className="field">
      <label htmlFor={id}>{t(`contingency.crossing.${name}`)}</label>
      <select
        id={id}
        value={value}
        onKeyDown={(event) => {
          const isScan = event.key.length === 1 && event.timeStamp - chosenAt.current <= BURST_GAP_MS;
          const chosen = numbered(values, event.key);
          chosenAt.current = chosen === null || isScan ? Number.NEGATIVE_INFINITY : event.timeStamp;
          if (!isScan && chosen === null) return onKeyDown(event, name);
          event.preventDefault();
          if (isScan) onTakeBack();
          else if (chosen !== null) onChoose(chosen);
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
