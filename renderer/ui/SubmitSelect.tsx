interface Props<T extends string> {
  readonly id: string;
  readonly values: readonly T[];
  /** Null while nothing is chosen. */
  readonly value: T | null;
  readonly textOf: (value: T) => string;
  readonly onChoose: (value: T | null) => void;
  /** Text of the entry that chooses nothing; without it something always is chosen. */
  readonly none?: string;
  readonly autoFocus?: boolean;
}

/** A list of a form on which Enter submits, as the form's button says; Space opens it. While nothing is chosen Enter opens it too. */
export function SubmitSelect<T extends string>({ id, values, value, textOf, onChoose, none, autoFocus = false }: Props<T>) {
  return (
    <select
      id={id}
      autoFocus={autoFocus}
      value={value ?? ''}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || value === null) return;
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }}
      onChange={({ target }) => onChoose(values.find((each) => each === target.value) ?? null)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {values.map((each) => (
        <option key={each} value={each}>
          {textOf(each)}
        </option>
      ))}
    </select>
  );
}
