/** The terminal that made a record which another one carries, and its word that it did. Layer: model. */

export interface RecordOrigin {
  readonly terminalId: string;
  /** Key of that terminal, as the gateway knows it. */
  readonly keyId: string;
  /** Ed25519 over `originText`, base64. */
  readonly signature: string;
}

/**
 * What a terminal signs of each record that it hands to another: without it, a terminal could send records in another's name, for anybody can
 * seal to the gateway's key. Four lines, joined by line feeds.
 */
export const originText = (terminalId: string, recordId: string, bodySha256: string): string => ['portas-carried-record', terminalId, recordId, bodySha256].join('\n');
