/** Names what went wrong between terminal and gateway, by the codes of undici, Node and OpenSSL. Pure. Layer: uplink. */
import type { NetworkCause } from '../model/network.ts';

export interface Failure {
  /** For the log: a code, never the message of a lower layer. */
  readonly error: string;
  readonly cause: NetworkCause;
  /** False when the gateway surely saw nothing of the request. */
  readonly reached: boolean;
}

/** Ours to find before a byte of the request is sent, or the peer's to say before it takes one: nothing was delivered. */
const BEFORE_THE_REQUEST: Readonly<Record<string, NetworkCause>> = {
  ECONNREFUSED: 'no-connection',
  ENOTFOUND: 'no-connection',
  EAI_AGAIN: 'no-connection',
  ENETUNREACH: 'no-connection',
  EHOSTUNREACH: 'no-connection',
  ENETDOWN: 'no-connection',
  UND_ERR_CONNECT_TIMEOUT: 'no-connection',
  CERT_HAS_EXPIRED: 'gateway-certificate-expired',
  CERT_NOT_YET_VALID: 'gateway-certificate-expired',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'gateway-certificate-unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'gateway-certificate-unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'gateway-certificate-unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'gateway-certificate-unknown',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'gateway-certificate-unknown',
  CERT_SIGNATURE_FAILURE: 'gateway-certificate-unknown',
  INVALID_CA: 'gateway-certificate-unknown',
  INVALID_PURPOSE: 'gateway-certificate-unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'gateway-certificate-host',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'tls-version',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls-version',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'own-certificate-missing',
};
/** Alerts of RFC 8446 section 6.2 that a server sends for a client's certificate; OpenSSL's names for them differ by version. */
const OWN_CERTIFICATE_ALERT = /^ERR_SSL_.*ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED)$/;
const TIMEOUTS: ReadonlySet<string> = new Set(['TimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
/** An answer came, and was none. */
const BAD_ANSWERS = /^(UND_ERR_RES_EXCEEDED_MAX_SIZE|UND_ERR_HEADERS_OVERFLOW|HPE_.*)$/;

export interface FailureContext {
  /** What the socket itself said, which tells more than what became of the request. */
  readonly socketError: unknown;
  /** Whether TLS was spoken. */
  readonly secure: boolean;
  /** Whether the terminal's own certificate is out of its validity. */
  readonly ownExpired: boolean;
}

/** @param cause - what the exchange was rejected with. */
export function describeFailure(cause: unknown, { socketError, secure, ownExpired }: FailureContext): Failure {
  const named = codeOf(socketError);
  const code = named !== null && (BEFORE_THE_REQUEST[named] !== undefined || OWN_CERTIFICATE_ALERT.test(named)) ? named : (codeOf(cause) ?? (cause instanceof Error ? cause.name : 'unknown'));
  const error = `no answer: ${code}`;
  const before = OWN_CERTIFICATE_ALERT.test(code) ? 'own-certificate-refused' : BEFORE_THE_REQUEST[code];
  if (before !== undefined) return { error, cause: before === 'own-certificate-refused' && ownExpired ? 'own-certificate-expired' : before, reached: false };
  if (TIMEOUTS.has(code)) return { error, cause: 'no-answer', reached: true };
  if (BAD_ANSWERS.test(code)) return { error, cause: 'bad-answer', reached: true };
  if (secure && closedUnanswered(cause)) return { error, cause: ownExpired ? 'own-certificate-expired' : 'closed-unanswered', reached: true };
  return { error, cause: 'broken-off', reached: true };
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}

/** Undici tells of the socket with the error: the peer ended it before it had said anything. */
function closedUnanswered(cause: unknown): boolean {
  if (codeOf(cause) !== 'UND_ERR_SOCKET' || !(cause instanceof Error) || !('socket' in cause)) return false;
  const { socket } = cause;
  return typeof socket === 'object' && socket !== null && 'bytesRead' in socket && socket.bytesRead === 0;
}
