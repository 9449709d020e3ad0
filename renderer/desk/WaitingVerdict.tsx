import { useTranslation } from 'react-i18next';
import type { VerdictView } from '../../core/contract.ts';
import { clockTimeWithSeconds } from '../ui/format.ts';
import { useSided } from '../ui/use-sided.ts';
import { VerdictShape } from '../ui/VerdictShape.tsx';

/** A newer verdict that waits for the unfinished conversion; the outcome is in sight, the traveller's data is not. */
export function WaitingVerdict({ verdict: { outcome, at, scannerRole }, onShow }: { readonly verdict: VerdictView; readonly onShow: () => void }) {
  const { t } = useTranslation();
  const sided = useSided();
  return (
    <div className={`waiting-verdict chip-${outcome}`} role="status">
      <VerdictShape outcome={outcome} />
      <strong>{t(`outcome.${outcome}`)}</strong>
      <span>{sided(scannerRole, t('desk.nextWaits', { time: clockTimeWithSeconds(at) }))}</span>
      <button type="button" className="on-verdict" onClick={onShow}>
        {t('drop.drop')}
      </button>
    </div>
  );
}
