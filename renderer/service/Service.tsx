import { useTranslation } from 'react-i18next';
import type { Status } from '../../core/contract.ts';
import type { Bridge } from '../bridge.ts';
import { CodesSection } from './CodesSection.tsx';
import { DistributionSection } from './DistributionSection.tsx';
import { Problems } from './Problems.tsx';
import { QueueSection } from './QueueSection.tsx';
import { RulesSection } from './RulesSection.tsx';
import { ScannersSection } from './ScannersSection.tsx';
import { StandingSection } from './StandingSection.tsx';
import { SystemSection } from './SystemSection.tsx';
import { TrustSection } from './TrustSection.tsx';
import { useDistribution } from './use-distribution.ts';
import { useEngineEvent } from '../ui/bridge-context.ts';
import { usePolled } from './use-polled.ts';

const SECTIONS = ['problems', 'scanners', 'codes', 'standing', 'distribution', 'trust', 'rules', 'queue', 'system'] as const;

/** How often each part is read again, in milliseconds: what changes by itself more often. */
const FAST_MS = 2_000;
const SLOW_MS = 10_000;

const readScanners = (bridge: Bridge) => bridge.call('service:scanners', {});
const readDevices = (bridge: Bridge) => bridge.call('service:devices', {});
const readQueue = (bridge: Bridge) => bridge.call('service:queue', {});
const readTrust = (bridge: Bridge) => bridge.call('service:trust', {});
const readRules = (bridge: Bridge) => bridge.call('rules:read', {});
const readSystem = (bridge: Bridge) => bridge.call('service:system', {});

interface Props {
  readonly status: Status | null;
  readonly engine: 'up' | 'down';
}

/** The technician's workspace: what is wrong first, then every part of the terminal. */
export function Service({ status, engine }: Props) {
  const { t } = useTranslation();
  const scanners = usePolled(readScanners, FAST_MS);
  const devices = usePolled(readDevices, FAST_MS);
  const queue = usePolled(readQueue, FAST_MS);
  const trust = usePolled(readTrust, SLOW_MS);
  const rules = usePolled(readRules, SLOW_MS);
  useEngineEvent('rules:changed', () => {
    rules.reload();
    trust.reload();
  });
  const system = usePolled(readSystem, SLOW_MS);
  const { distribution, failed: distributionFailed } = useDistribution();
  const failed = distributionFailed || scanners.failed || devices.failed || queue.failed || trust.failed || rules.failed || system.failed;
  return (
    <div className="service">
      <nav className="service-nav" aria-label={t('service.sections')}>
        {SECTIONS.map((section) => (
          <button key={section} type="button" onClick={() => document.getElementById(`service-${section}`)?.scrollIntoView({ block: 'start' })}>
            {t(`service.section.${section}`)}
          </button>
        ))}
      </nav>
      <div className="service-sections">
        {failed && (
          <p className="refusal" role="status">
            {t('service.failed')}
          </p>
        )}
        <Problems engine={engine} status={status} trust={trust.value} queue={queue.value} devices={devices.value?.devices ?? null} />
        <ScannersSection view={scanners.value} devices={devices.value} />
        <CodesSection />
        <StandingSection status={status} trust={trust.value} />
        <DistributionSection distribution={distribution} />
        <TrustSection trust={trust.value} reload={trust.reload} />
        <RulesSection trust={trust.value} rules={rules.value} reload={rules.reload} />
        <QueueSection queue={queue.value} reload={queue.reload} />
        <SystemSection system={system.value} reload={system.reload} />
      </div>
    </div>
  );
}
