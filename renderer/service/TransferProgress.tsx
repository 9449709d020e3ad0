import { useTranslation } from 'react-i18next';
import type { TrustDistribution } from '../../core/contract.ts';

/** How far an attempt has come: the step in words, files and share in figures, and a bar. */
export function TransferProgress({ underWay }: { readonly underWay: TrustDistribution['underWay'] }) {
  const { t } = useTranslation();
  if (underWay === null) return null;
  const { source, phase, files, ofFiles, bytes, ofBytes } = underWay;
  const known = ofBytes > 0;
  const label = `${t(`distribution.source.${source}`)}: ${t(`distribution.phase.${phase}`)}`;
  return (
    <div className="transfer">
      <p>
        {label}
        {known && ` ${t('distribution.progress', { files, ofFiles, percent: Math.floor((Math.min(bytes, ofBytes) / ofBytes) * 100) })}`}
      </p>
      <progress aria-label={label} max={known ? ofBytes : 1} {...(known ? { value: Math.min(bytes, ofBytes) } : {})} />
    </div>
  );
}
