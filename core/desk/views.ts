import type { DocumentView, ReasonView, TravellerView } from '../contract.ts';
import type { Facts } from '../model/facts.ts';
import { latestTest } from '../model/latest-test.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import type { DocumentComparison } from './document-check.ts';

/** The traveller's facts that the desk shows. */
export function toTravellerView(facts: Facts): TravellerView {
  const latest = latestTest(facts.tests, 'nucleic-acid') ?? latestTest(facts.tests, 'antigen');
  const { declaration } = facts;
  return {
    ...facts.holder,
    documents: facts.documents.map(({ type, number }) => ({ type, number })),
    colour: facts.colour,
    subCode: facts.subCode,
    issuedAt: facts.issuedAt,
    expiresAt: facts.expiresAt,
    declaration:
      declaration === null
        ? null
        : { symptoms: [...declaration.symptoms], contact: declaration.contact, riskAreaStay: declaration.riskAreaStay },
    latestTest: latest === null ? null : { result: latest.result, sampledAt: latest.sampledAt, laboratory: latest.laboratory },
    vaccinationDoses: facts.vaccinations.length,
    recoveredSince: facts.recoveries[0]?.firstPositiveOn ?? null,
  };
}

/** Why a verdict is what it is, as the window is told. */
export const toReasonViews = ({ reasons }: Verdict): ReasonView[] => reasons.map(({ code, outcome, ruleId }) => ({ code, outcome, ruleId }));

/** The document in hand as the desk shows it. */
export const toDocumentView = ({ outcome, fields, expiresOn, expired }: DocumentComparison, at: UtcMillis): DocumentView => ({ at, outcome, expiresOn, expired, fields: fields.map((field) => ({ ...field })) });
