import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../../core/uplink/describe-failure.ts';

const withCode = (code: string, more: object = {}): Error => Object.assign(new Error('x'), { code, ...more });
const of = (cause: unknown, change: Partial<Parameters<typeof describeFailure>[1]> = {}) => describeFailure(cause, { socketError: null, secure: true, ownExpired: false, ...change });

describe('describing a failed exchange', () => {
  it('tells a connection that never was from one that broke', () => {
    expect(of(withCode('ECONNREFUSED'))).toEqual({ error: 'no answer: ECONNREFUSED', cause: 'no-connection', reached: false });
    expect(of(withCode('UND_ERR_SOCKET', { socket: { bytesRead: 9 } }))).toEqual({ error: 'no answer: UND_ERR_SOCKET', cause: 'broken-off', reached: true });
    expect(of('odd')).toEqual({ error: 'no answer: unknown', cause: 'broken-off', reached: true });
  });

  it.each([
    [new DOMException('x', 'TimeoutError'), 'no-answer'],
    [withCode('UND_ERR_HEADERS_TIMEOUT'), 'no-answer'],
    [withCode('UND_ERR_RES_EXCEEDED_MAX_SIZE'), 'bad-answer'],
    [withCode('HPE_INVALID_CONSTANT'), 'bad-answer'],
  ])('does not know after %s whether the gateway has the records', (cause, expected) => {
    expect(of(cause)).toMatchObject({ cause: expected, reached: true });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'gateway-certificate-expired'],
    ['CERT_NOT_YET_VALID', 'gateway-certificate-expired'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'gateway-certificate-unknown'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'gateway-certificate-host'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls-version'],
  ])('knows that nothing was sent after %s', (code, cause) => {
    expect(of(withCode(code))).toEqual({ error: `no answer: ${code}`, cause, reached: false });
  });

  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'own-certificate-missing'],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'own-certificate-refused'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'own-certificate-refused'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'own-certificate-refused'],
    ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', 'own-certificate-refused'],
  ])('believes the alert %s before what became of the request', (alert, cause) => {
    const ended = withCode('UND_ERR_SOCKET', { socket: { bytesRead: 0 } });
    expect(of(ended, { socketError: withCode(alert) })).toEqual({ error: `no answer: ${alert}`, cause, reached: false });
    expect(of(ended, { socketError: withCode('ECONNRESET') })).toMatchObject({ cause: 'closed-unanswered' });
  });

  it('takes a gateway that closes without a word for one that may not want the certificate, over TLS alone', () => {
    const ended = withCode('UND_ERR_SOCKET', { socket: { bytesRead: 0 } });
    expect(of(ended)).toMatchObject({ cause: 'closed-unanswered', reached: true });
    expect(of(ended, { secure: false })).toMatchObject({ cause: 'broken-off', reached: true });
    expect(of(ended, { ownExpired: true })).toMatchObject({ cause: 'own-certificate-expired', reached: true });
    expect(of(ended, { ownExpired: true, socketError: withCode('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA') })).toMatchObject({ cause: 'own-certificate-expired', reached: false });
  });
});
