import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversionField } from '../../core/contract.ts';
import { Key } from '../ui/Key.tsx';
import { CITY_CODES } from './cities.ts';
import { type ConversionForm, FORM_FIELDS } from './conversion-form.ts';
import type { DeskAction } from './desk-state.ts';

interface Props {
  readonly form: ConversionForm;
  readonly sending: boolean;
  readonly dispatch: (action: DeskAction) => void;
  readonly onConvert: () => void;
}

/** Longest values the contract takes, in characters. */
const LENGTHS: Readonly<Record<ConversionField, number>> = { permitNumber: 32, birthDate: 10, phone: 32, destinationCity: 6, destinationAddress: 200 };

/** Consent and the details that only the officer can supply. Enter walks through the fields, F2 confirms. */
export function ConversionFields({ form, sending, dispatch, onConvert }: Props) {
  const { t } = useTranslation();
  const walk = (event: KeyboardEvent, field: ConversionField): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const next = FORM_FIELDS[FORM_FIELDS.indexOf(field) + 1];
    document.getElementById(next === undefined ? 'conversion-send' : `conversion-${next}`)?.focus();
  };
  return (
    <form
      className="conversion-form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onConvert();
      }}
    >
      <div className="conversion-fields">
        <label className="consent">
          <input type="checkbox" checked={form.consent} onChange={({ target }) => dispatch({ type: 'consent', given: target.checked, now: performance.now() })} />
          <span>
            {t('convert.consent')} <Key name="F2" />
          </span>
        </label>
        {FORM_FIELDS.map((field) => (
          <Field key={field} field={field} form={form} dispatch={dispatch} onWalk={(event) => walk(event, field)} />
        ))}
      </div>
      <button id="conversion-send" type="submit" className="primary send" disabled={sending}>
        {t(sending ? 'convert.sending' : 'convert.send')} <Key name="F2" />
      </button>
    </form>
  );
}

interface FieldProps extends Pick<Props, 'form' | 'dispatch'> {
  readonly field: ConversionField;
  readonly onWalk: (event: KeyboardEvent) => void;
}

function Field({ field, form, dispatch, onWalk }: FieldProps) {
  const { t } = useTranslation();
  const id = `conversion-${field}`;
  const fault = form.faults[field];
  const common = {
    id,
    value: form.values[field],
    'aria-invalid': fault !== undefined,
    'aria-describedby': fault === undefined ? undefined : `${id}-fault`,
    onKeyDown: onWalk,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => dispatch({ type: 'edited', field, value: target.value, now: performance.now() }),
  };
  return (
    <div className={`field field-${field}`}>
      <label htmlFor={id}>
        {t(`field.${field}`)} {form.fromDocument.includes(field) && form.values[field] === form.opened[field] && <strong>{t('convert.fromDocument')}</strong>}
      </label>
      {field === 'destinationCity' ? (
        <select {...common}>
          {CITY_CODES.map((code) => (
            <option key={code} value={code}>
              {t(`city.${code}`)}
            </option>
          ))}
        </select>
      ) : (
        <input {...common} type="text" maxLength={LENGTHS[field]} placeholder={t(`fieldHint.${field}`)} spellCheck={false} inputMode={field === 'phone' ? 'tel' : 'text'} />
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} className="field-fault">
          {t(`fieldFault.${field}.${fault}`, { defaultValue: t(`fieldFault.any.${fault}`) })}
        </p>
      )}
    </div>
  );
}
