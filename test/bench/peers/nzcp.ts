/** Peers that verify New Zealand passes. */
import type { UtcMillis } from '../../../core/model/units.ts';
import type { NzcpTrust } from '../verify/trust.ts';
import type { Peer } from '../verify/verifier.ts';

interface Options {
  readonly trustedIssuer: readonly string[];
  readonly didDocument: readonly object[];
}
interface Nzcp {
  readonly verifyPassURIOffline: (text: string, options: Options) => { readonly success: boolean; readonly violates: { readonly section: string } | null };
}

/** Sections about the time of a pass. */
const TIME = /^2\.1\.0\.[34]\./;

export const nzcpPeers: readonly Peer<NzcpTrust>[] = [
  {
    name: '@vaxxnz/nzcp',
    package: '@vaxxnz/nzcp',
    note: 'it reads the machine’s clock: set to the vector’s while it runs',
    async load(packages) {
      const { verifyPassURIOffline } = (await packages.import('@vaxxnz/nzcp')) as Nzcp;
      return ({ trustedIssuers, didDocument }) => {
        const options = { trustedIssuer: trustedIssuers, didDocument: [didDocument] };
        return (text, at) => {
          const { success, violates } = atTime(at, () => verifyPassURIOffline(text, options));
          return success ? 'accepted' : TIME.test(violates?.section ?? '') ? 'current' : 'verify';
        };
      };
    },
  },
];

function atTime<T>(at: UtcMillis, work: () => T): T {
  const now = Date.now.bind(Date);
  Date.now = () => at;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}
