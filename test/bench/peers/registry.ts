/** The trust registry that PathCheck's packages ask once a day for keys they do not know: here it is empty. */
export const PATHCHECK_REGISTRY: readonly [address: string, document: unknown] = [
  'https://raw.githubusercontent.com/Path-Check/trust-registry/main/registry.json',
  { EUDCC: {}, SmartHealthCards: {} },
];
