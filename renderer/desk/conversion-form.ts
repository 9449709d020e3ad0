/** What the officer fills in for a conversion. Pure; the engine checks again and has the last word. */
import type { ConversionField, ConversionOffer, Reply } from '../../core/contract.ts';

export type FieldFault = Extract<Reply<'desk:convert'>, { ok: false }>['fields'][number]['fault'];

export interface ConversionForm {
  readonly values: Readonly<Record<ConversionField, string>>;
  /** As the offer filled it. */
  readonly opened: Readonly<Record<ConversionField, string>>;
  /** Filled from the document in hand. */
  readonly fromDocument: readonly ConversionField[];
  readonly faults: Readonly<Partial<Record<ConversionField, FieldFault>>>;
  readonly consent: boolean;
  /** The officer has begun: a new code must not sweep the work away unasked. */
  readonly begun: boolean;
}

/** Zhuhai: the city on the other side of every land checkpoint. */
const DEFAULT_CITY = '440400';

/** Fields in the order in which Enter walks through them. */
export const FORM_FIELDS: readonly ConversionField[] = ['permitNumber', 'birthDate', 'phone', 'destinationCity', 'destinationAddress'];
const REQUIRED: readonly ConversionField[] = ['permitNumber', 'birthDate', 'phone', 'destinationCity'];

/** The form as an offer fills it; null when there is nothing to convert. */
export function openForm(offer: ConversionOffer): ConversionForm | null {
  if (!offer.possible) return null;
  const values = {
    permitNumber: offer.known.permitNumber ?? '',
    birthDate: offer.known.birthDate ?? '',
    phone: '',
    destinationCity: DEFAULT_CITY,
    destinationAddress: '',
  };
  return { values, opened: values, fromDocument: offer.fromDocument, faults: {}, consent: false, begun: false };
}

/** The form with what a document says that was read since, where nobody has entered anything. */
export function fillForm(form: ConversionForm, offer: ConversionOffer): ConversionForm {
  if (!offer.possible) return form;
  const fields = offer.fromDocument.filter((field) => form.values[field] === form.opened[field]);
  const filled = Object.fromEntries(fields.map((field) => [field, offer.known[field] ?? '']));
  const faults = Object.fromEntries(Object.entries(form.faults).filter(([name]) => !Object.hasOwn(filled, name)));
  return { ...form, values: { ...form.values, ...filled }, opened: { ...form.opened, ...filled }, fromDocument: fields, faults };
}

/** A field's new value; its old fault goes. A form that is as it was opened is not begun: a scanner's first keys may have come and gone in it. */
export function editField(form: ConversionForm, field: ConversionField, value: string): ConversionForm {
  const faults = Object.fromEntries(Object.entries(form.faults).filter(([name]) => name !== field));
  const values = { ...form.values, [field]: value };
  return { ...form, values, faults, begun: form.consent || FORM_FIELDS.some((name) => values[name] !== form.opened[name]) };
}

/** Required fields that are still empty, as faults. */
export function emptyFields(form: ConversionForm): ConversionForm['faults'] {
  const faults: Partial<Record<ConversionField, FieldFault>> = {};
  for (const field of REQUIRED) if (form.values[field].trim() === '') faults[field] = 'required';
  return faults;
}

/** The first field, in form order, that has a fault. */
export function firstFaulty(faults: ConversionForm['faults']): ConversionField | null {
  return FORM_FIELDS.find((field) => faults[field] !== undefined) ?? null;
}
