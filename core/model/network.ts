/** Why the gateway cannot be reached, or does not want this terminal: one word for each thing that somebody can do something about. */
export const NETWORK_CAUSES = [
  /** No connection came about. */
  'no-connection',
  /** Connected, and nothing was said in time. */
  'no-answer',
  /** The connection broke in the middle. */
  'broken-off',
  /** TLS stood, and the other side closed without a word: how a server that says nothing of its reasons turns a terminal away. */
  'closed-unanswered',
  /** What answered is no gateway, or one that cannot serve now. */
  'bad-answer',
  /** By the terminal's clock the gateway's certificate is over, or not yet in force. */
  'gateway-certificate-expired',
  /** No authority that this terminal trusts has signed the gateway's certificate. */
  'gateway-certificate-unknown',
  /** The gateway's certificate is for another host. */
  'gateway-certificate-host',
  /** No version of TLS that both sides take. */
  'tls-version',
  /** The gateway asks for a certificate of the terminal, which has none. */
  'own-certificate-missing',
  'own-certificate-expired',
  'own-certificate-refused',
  /** The gateway answers, and says that this terminal or its requests are wrong. */
  'refused',
] as const;
export type NetworkCause = (typeof NETWORK_CAUSES)[number];

/** What came of asking the gateway to take the terminal's next key. */
export const KEY_RENEWALS = ['renewed', 'unavailable', 'refused'] as const;
