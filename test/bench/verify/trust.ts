/** Trust in each format's own form, as its vectors give it and its peers take it. */

/** One certificate of a trust list of HC1 codes, both in base64. */
export interface Dsc {
  readonly kid: string;
  readonly certificate: string;
}
export type Hc1Trust = readonly Dsc[];

/** The published key set of an issuer of SMART Health Cards. */
export interface ShcIssuer {
  readonly iss: string;
  readonly jwks: { readonly keys: readonly object[] };
}
export type ShcTrust = readonly ShcIssuer[];

export interface NzcpTrust {
  readonly trustedIssuers: readonly string[];
  readonly didDocument: object;
}

/** The authority of a country, which has signed the certificates that its seals carry. */
export interface VdsNcTrust {
  readonly issuer: string;
  readonly authorityPem: string;
}

/** Certificates of signers in PEM. */
export type VdsTrust = string;
