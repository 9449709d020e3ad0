import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandField } from '../../core/contract.ts';
import { CITY_CODES } from '../desk/cities.ts';
import { CROSSING_FIELDS, type CrossingForm } from './crossing-form.ts';
import { numbered } from './numbered.ts';

/** Longest values the contract takes, in characters. */
const LENGTHS: Readonly<Record<HandField, number>> = { name: 100, sex: 16, nationality: 8, permitNumber: 32, birthDate: 10, phone: 32, destinationCity: 6, destinationAddress: 200, testSampledAt: 32 };
const SEXES = ['male', 'female', 'unspecified'] as const;

interface Props {
  readonly form: CrossingForm;
  readonly onEnter: (field: HandField, value: string) => void;
  readonly onKeyDown: (event: KeyboardEvent, field: HandField) => void;
}

/** What a conversion without a code needs of the traveller. */
export function CrossingFields({ form, onEnter, onKeyDown }: Props) {
  return CROSSING_FIELDS.map((field) => <Field key={field} field={field} form={form} onEnter={onEnter} onKeyDown={onKeyDown} />);
}

function Field({ field, form, onEnter, onKeyDown }: Props & { readonly field: HandField }) {
  const { t } = useTranslation();
  const id = `crossing-${field}`;
  const fault = form.faults[field];
  const common = {
    id,
    value: form.values[field],
    'aria-invalid': fault !== undefined,
    'aria-describedby': fault === undefined ? undefined : `${id}-fault`,
    onKeyDown: (event: KeyboardEvent) => onKeyDown(event, field),
    onChange: ({ target }: { readonly target: { readonly value: string } }) => onEnter(field, target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id}>{t(`contingency.field.${field}`)}</label>
      {field === 'sex' && (
        <select
          {...common}
          onKeyDown={(event) => {
            const chosen = numbered(SEXES, event.key);
            if (chosen === null) return onKeyDown(event, field);
            event.preventDefault();
            onEnter(field, chosen);
          }}
        >
          <option value="">–</option>
          {SEXES.map((sex, index) => (
            <option key={sex} value={sex}>
              {index + 1} · {t(`sex.${sex}`)}
            </option>
          ))}
        </select>
      )}
      {field === 'destinationCity' && (
        <select {...common}>
          {CITY_CODES.map((code) => (
            <option key={code} value={code}>
              {t(`city.${code}`)}
            </option>
          ))}
        </select>
      )}
      {field !== 'sex' && field !== 'destinationCity' && (
        <input {...common} type="text" maxLength={LENGTHS[field]} spellCheck={false} placeholder={t(`contingency.hint.${field}`)} />
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} className="field-fault">
          {t(`contingency.fault.${field}.${fault}`, { defaultValue: t(`fieldFault.any.${fault}`) })}
        </p>
      )}
    </div>
  );
}
