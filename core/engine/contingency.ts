/** Contingencies on this terminal: when one is offered, and what its records need. Composes. */
import { type ContingencyDesk, type ContingencyParts, createContingencyDesk } from '../desk/contingency.ts';
import type { EngineSettings } from '../engine-parts.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import { saysIssuerDown } from '../rules/rule-notices.ts';
import type { ScannerHub } from '../scan/scanner-hub.ts';
import type { TerminalStanding } from '../service/terminal-standing.ts';
import { BADGE_PURPOSE } from '../staff/verify-badge.ts';
import type { DiskSpace } from '../store/disk-space.ts';
import type { Store } from '../store/open-store.ts';
import { hasKeyInForce } from '../trust/key-in-force.ts';
import type { TrustInForce } from './trust-in-force.ts';

export interface ContingencySourceParts extends Pick<ContingencyParts, 'clockGuard' | 'person' | 'listener'> {
  readonly settings: Pick<EngineSettings, 'terminal'>;
  readonly store: Pick<Store, 'contingencies'>;
  readonly trust: Pick<TrustInForce, 'keys' | 'sealingKey'>;
  readonly book: RuleBook;
  readonly standing: Pick<TerminalStanding, 'at'>;
  readonly hub: Pick<ScannerHub, 'bestState'>;
  readonly disk: Pick<DiskSpace, 'look'>;
}

export function createContingency({ settings, store, trust, book, standing, hub, disk, ...given }: ContingencySourceParts): ContingencyDesk {
  const { terminal } = settings;
  return createContingencyDesk({
    ...given,
    terminalId: terminal.id,
    laneName: terminal.lane,
    direction: terminal.direction,
    provesCodes: (at) => hasKeyInForce(trust.keys(), BADGE_PURPOSE, at) && standing.at(at).freshness.state !== 'dead',
    issuerDown: (at) => saysIssuerDown(book.at(at).notices, at),
    sealingKey: trust.sealingKey,
    mayPass: (at) => standing.at(at).outOfService === null,
    ruleSet: () => book.name(),
    records: store.contingencies,
    disk: () => disk.look(),
    scanner: () => hub.bestState(),
  });
}
