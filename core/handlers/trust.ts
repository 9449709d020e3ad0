/** What the terminal trusts, where it comes from, and the word of people for trust that has aged. */
import type { consentCalls, trustCalls, TrustView } from '../contract.ts';
import type { TrustConsentDesk } from '../desk/trust-consent.ts';
import type { SignedTrust } from '../signed-trust.ts';
import type { Session } from '../staff/session.ts';
import { findSticks } from '../trust/distribution/find-sticks.ts';
import type { HandlersOf } from '../wire.ts';

const NO_DISTRIBUTION = { ok: false, refusal: 'no-distribution' } as const;

export interface TrustHandlerParts {
  /** Null where trust comes from files. */
  readonly signed: () => SignedTrust | null;
  readonly trustView: () => TrustView;
  readonly consent: Pick<TrustConsentDesk, 'accept'>;
  readonly session: Pick<Session, 'person'>;
}

export function trustHandlers({ signed, trustView, consent, session }: TrustHandlerParts): HandlersOf<typeof trustCalls & typeof consentCalls> {
  return {
    'trust:accept-stale': () => consent.accept(),
    'service:trust': trustView,
    'trust:state': () => ({ distribution: signed()?.state() ?? null }),
    'trust:update': () => signed()?.update(session.person()) ?? NO_DISTRIBUTION,
    'trust:sticks': async () => ({ folders: [...(await findSticks())] }),
    'trust:import': ({ folder }) => signed()?.importFolder(folder, session.person()) ?? NO_DISTRIBUTION,
  };
}
