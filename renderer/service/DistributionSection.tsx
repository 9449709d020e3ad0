import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrustDistribution, TrustReply } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { ImportForm } from './ImportForm.tsx';
import { Outcome } from './Outcome.tsx';
import { OutcomeTable } from './OutcomeTable.tsx';
import { Section } from './Section.tsx';
import { SignedSet } from './SignedSet.tsx';
import { TransferProgress } from './TransferProgress.tsx';

interface Props {
  readonly distribution: TrustDistribution | null | undefined;
}

/** The signed set: what is in force, what each source said last, and the two roads by which a new one comes. */
export function DistributionSection({ distribution }: Props) {
  const { t } = useTranslation();
  return (
    <Section name="distribution" ready={distribution !== undefined}>
      {distribution === null && <p>{t('distribution.files')}</p>}
      {distribution !== null && distribution !== undefined && <Distribution distribution={distribution} />}
    </Section>
  );
}

function Distribution({ distribution }: { readonly distribution: TrustDistribution }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [reply, setReply] = useState<TrustReply | 'failed' | null>(null);
  const [asked, setAsked] = useState(false);
  const { url, underWay, set, sources, recent } = distribution;
  const attempt = (ask: () => Promise<TrustReply>): void => {
    setReply(null);
    setAsked(true);
    void ask()
      .then(setReply, () => setReply('failed'))
      .finally(() => setAsked(false));
  };
  const busy = asked || underWay !== null;
  return (
    <>
      {set === null ? (
        <p className="is-bad" role="status">
          {t('distribution.none')}
        </p>
      ) : (
        <SignedSet set={set} />
      )}
      <h3>{t('distribution.bring')}</h3>
      <p className="copy">
        <button type="button" disabled={busy || url === null} onClick={() => attempt(() => bridge.call('trust:update', {}))}>
          {t('distribution.updateNow')}
        </button>
        <span className="path">{url ?? t('distribution.noServer')}</span>
      </p>
      <ImportForm busy={busy} onImport={(folder) => attempt(() => bridge.call('trust:import', { folder }))} />
      <TransferProgress underWay={underWay} />
      <div role="status" className="attempt">
        {reply === 'failed' && <p className="refusal">{t('service.actionFailed')}</p>}
        {reply !== null && reply !== 'failed' && (reply.ok ? <Outcome outcome={reply.outcome} /> : <p className="refusal">{t(`distribution.refusal.${reply.refusal}`)}</p>)}
      </div>
      <h3>{t('distribution.sources')}</h3>
      {sources.length === 0 ? <p>{t('distribution.nothingYet')}</p> : <ul className="outcomes">{sources.map((outcome) => <li key={outcome.source}><Outcome outcome={outcome} named /></li>)}</ul>}
      {recent.length > 0 && (
        <details>
          <summary>{t('distribution.recent', { count: recent.length })}</summary>
          <OutcomeTable outcomes={recent} />
        </details>
      )}
    </>
  );
}
