/** What of a traveller's view hangs on the verdict: why it is so, and whether a conversion is offered. Layer: desk. */
import type { VerdictView } from '../contract.ts';
import { offerConversion } from '../convert/offer.ts';
import type { SealingKey } from '../convert/seal.ts';
import type { DiskState } from '../model/disk.ts';
import type { DocumentRule } from '../model/document-check.ts';
import type { UtcMillis } from '../model/units.ts';
import { isOverridable } from '../rules/overridable.ts';
import type { Lane } from './examine.ts';
import type { Traveller } from './travellers.ts';
import { toReasonViews } from './views.ts';

export interface VerdictViewParts {
  readonly lane: Lane;
  /** Whether a pass counts without a document that agrees. */
  readonly document: DocumentRule;
  readonly sealingKey: () => SealingKey | null;
  /** Room for records, looked at anew before each is written. */
  readonly disk: () => DiskState;
  /** Whether the settings let anybody set the rules' refusal aside. */
  readonly mayOverride: boolean;
}

/** What is known of a traveller when the view is made. */
type Judged = Pick<Traveller, 'facts' | 'verdict' | 'document'>;

export interface VerdictViews {
  view(judged: Judged, at: UtcMillis): Pick<VerdictView, 'outcome' | 'reasons' | 'ruleSet' | 'documentAwaited' | 'conversion' | 'overridable'>;
  offer(judged: Judged, at: UtcMillis): VerdictView['conversion'];
}

export function createVerdictViews(parts: VerdictViewParts): VerdictViews {
  const lacksDocument = (document: Judged['document']): boolean => parts.document === 'required' && document?.outcome !== 'same';
  const offer: VerdictViews['offer'] = ({ facts, verdict, document }, at) => {
    if (facts === null) return { possible: false, barrier: 'not-a-pass' };
    const offered = offerConversion(facts, verdict, { at, direction: parts.lane.direction, document: document?.details ?? null, lacksDocument: lacksDocument(document), hasSealingKey: parts.sealingKey() !== null, hasRoom: parts.disk() === 'ok' });
    return offered.possible ? { possible: true, known: { ...offered.known }, fromDocument: [...offered.fromDocument], missing: [...offered.missing] } : offered;
  };
  return {
    offer,
    view: (judged, at) => ({
      outcome: judged.verdict.outcome,
      reasons: toReasonViews(judged.verdict),
      ruleSet: judged.verdict.ruleSet,
      documentAwaited: parts.document === 'required' && judged.verdict.outcome === 'pass' && judged.document === null,
      conversion: offer(judged, at),
      overridable: parts.mayOverride && isOverridable(judged.verdict),
    }),
  };
}
