import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrustView } from '../../core/contract.ts';
import { dateTime, isoDate } from '../ui/format.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { CopyButton } from './CopyButton.tsx';
import { Head, Section, TableBox } from './Section.tsx';

/** The key set in force, its keys, and this terminal's own. */
export function TrustSection({ trust, reload }: { readonly trust: TrustView | null; readonly reload: () => void }) {
  const { t } = useTranslation();
  const columns = ['issuer', 'keyId', 'algorithm', 'purposes', 'validity', 'inForce'].map((name) => t(`trust.${name}`));
  return (
    <Section name="trust" ready={trust !== null}>
      {trust !== null && (
        <>
          <dl className="pairs">
            <dt>{t('trust.keySet')}</dt>
            <dd>{t('trust.sequence', { sequence: trust.keySet.sequence, time: dateTime(trust.keySet.issuedAt), revoked: trust.keySet.revokedCodes })}</dd>
            <dt>{t('trust.loadedFrom')}</dt>
            <dd className="path">{trust.keySet.loadedFrom}</dd>
            <dt>{t('trust.sealingKey')}</dt>
            <dd className="path">{trust.sealingKeyId ?? t('trust.missing')}</dd>
          </dl>
          <TableBox label={t('service.section.trust')}>
            <Head names={columns} />
            <tbody>
              {trust.keys.map((key) => (
                <tr key={`${key.issuer}-${key.keyId}-${key.algorithm}`}>
                  <th scope="row">{key.issuer}</th>
                  <td className="path">{key.keyId}</td>
                  <td>{key.algorithm}</td>
                  <td>{key.purposes.join(', ')}</td>
                  <td>
                    {isoDate(key.validFrom)} – {isoDate(key.validUntil)}
                  </td>
                  <td className={key.inForce ? 'is-good' : 'is-bad'}>{t(key.inForce ? 'trust.yes' : 'trust.no')}</td>
                </tr>
              ))}
            </tbody>
          </TableBox>
          <details>
            <summary>{t('trust.terminalKey', { id: trust.terminalKey.keyId })}</summary>
            <pre tabIndex={0}>{trust.terminalKey.publicKeyPem}</pre>
            <CopyButton text={trust.terminalKey.publicKeyPem} />
            <RenewKey reload={reload} />
          </details>
        </>
      )}
    </Section>
  );
}

/** Puts a new key in place of the terminal's, once the gateway has agreed. */
function RenewKey({ reload }: { readonly reload: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [said, setSaid] = useState<string | null>(null);
  const renew = (): void =>
    void bridge.call('service:renew-key', {}).then(
      ({ result, keyId, error }) => {
        setSaid(t(`trust.renewal.${result}`, { id: keyId, error }));
        reload();
      },
      () => setSaid(t('service.actionFailed')),
    );
  return (
    <p className="copy">
      <button type="button" onClick={renew}>
        {t('trust.renewKey')}
      </button>
      <span role="status">{said}</span>
    </p>
  );
}
