/** What the officer enters of a traveller without a code. Pure; the engine checks again and has the last word. */
import { CROSSING_REASONS_OF, type HandField, type Reply, type Request } from '../../core/contract.ts';

type Recorded = Request<'contingency:record'>;
export type Decision = Pick<Recorded, 'evidence' | 'outcome' | 'reason'>;
export type HandFault = Extract<Reply<'contingency:record'>, { ok: false }>['fields'][number]['fault'];
type MrzRead = Extract<Reply<'contingency:read-mrz'>, { ok: true }>;

export interface CrossingForm extends Decision {
  readonly consent: boolean;
  readonly values: Readonly<Record<HandField, string>>;
  readonly faults: Readonly<Partial<Record<HandField, HandFault>>>;
  /** The officer has entered something of this traveller. */
  readonly begun: boolean;
}

/** Fields in the order in which Enter walks through them. The address is optional, and a queue is no place for typing one. */
export const CROSSING_FIELDS: readonly HandField[] = ['name', 'sex', 'nationality', 'permitNumber', 'birthDate', 'phone', 'destinationCity', 'testSampledAt'];

/** Zhuhai, and the nationality of nearly everybody who has a permit. */
const EMPTY: CrossingForm['values'] = { name: '', sex: '', nationality: 'CHN', permitNumber: '', birthDate: '', phone: '', destinationCity: '440400', destinationAddress: '', testSampledAt: '' };

/** The form for the next traveller; the kind of evidence often stays the same. */
export const openCrossing = (evidence: Decision['evidence'] = 'paper-certificate'): CrossingForm => ({
  evidence,
  outcome: 'passed',
  reason: 'in-order',
  consent: false,
  values: EMPTY,
  faults: {},
  begun: false,
});

/** Whether the engine would convert: who passes in order, towards Guangdong, on evidence that shows a test. */
export const isConvertible = ({ evidence, outcome, reason }: Decision, direction: 'to-guangdong' | 'to-macau'): boolean =>
  direction === 'to-guangdong' && outcome === 'passed' && reason === 'in-order' && evidence !== 'identity-document';

/** A changed decision; the reason follows the outcome. What no conversion needs any more is forgotten. */
export function decide(form: CrossingForm, change: Partial<Decision>, direction: 'to-guangdong' | 'to-macau'): CrossingForm {
  const outcome = change.outcome ?? form.outcome;
  const reason = change.reason ?? (outcome === form.outcome ? form.reason : CROSSING_REASONS_OF[outcome][0]);
  const next = { ...form, ...change, outcome, reason, begun: true };
  return isConvertible(next, direction) ? next : { ...next, consent: false, values: EMPTY, faults: {} };
}

/** Without consent nothing of the traveller is kept in the form. */
export const consentTo = (form: CrossingForm, given: boolean): CrossingForm => ({ ...form, consent: given, begun: true, ...(given ? {} : { values: EMPTY, faults: {} }) });

export function enter(form: CrossingForm, field: HandField, value: string): CrossingForm {
  const faults = Object.fromEntries(Object.entries(form.faults).filter(([name]) => name !== field));
  return { ...form, values: { ...form.values, [field]: value }, faults, begun: true };
}

/** Takes from a document's zone what it says; what it does not say stays as it is. */
export function takeZone(form: CrossingForm, { name, sex, nationality, birthDate, permitNumber }: MrzRead): CrossingForm {
  const { values } = form;
  return {
    ...form,
    values: {
      ...values,
      name,
      sex,
      nationality: nationality ?? values.nationality,
      birthDate: birthDate ?? values.birthDate,
      permitNumber: permitNumber ?? values.permitNumber,
    },
    faults: {},
    begun: true,
  };
}

/** The first field that is still empty, in the order of the form. */
export const firstEmpty = ({ values }: CrossingForm): HandField | null => CROSSING_FIELDS.find((field) => values[field].trim() === '') ?? null;

export function toRequest({ evidence, outcome, reason, consent, values }: CrossingForm): Recorded {
  return { evidence, outcome, reason, conversion: consent ? { consent: true, ...values } : null };
}
