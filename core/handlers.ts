/** What the engine answers to each call of a window, put together from the topics in core/handlers. Who may call what is the contract's; wire.ts holds callers to it. Composes. */
import { type ContingencyHandlerParts, contingencyHandlers } from './handlers/contingency.ts';
import { type DeskHandlerParts, deskHandlers } from './handlers/desk.ts';
import { type DrillHandlerParts, drillHandlers } from './handlers/drill.ts';
import { type NoticeHandlerParts, noticeHandlers } from './handlers/notices.ts';
import { type OverrideHandlerParts, overrideHandlers } from './handlers/overrides.ts';
import { type OverviewHandlerParts, overviewHandlers } from './handlers/overview.ts';
import { type QueueHandlerParts, queueHandlers } from './handlers/queue.ts';
import { type RuleHandlerParts, ruleHandlers } from './handlers/rules.ts';
import { type ScannerHandlerParts, scannerHandlers } from './handlers/scanners.ts';
import { type SecondLineHandlerParts, secondLineHandlers } from './handlers/second-line.ts';
import { type StaffHandlerParts, staffHandlers } from './handlers/staff.ts';
import { type StatusHandlerParts, statusHandlers } from './handlers/status.ts';
import { type SystemHandlerParts, systemHandlers } from './handlers/system.ts';
import { type TrustHandlerParts, trustHandlers } from './handlers/trust.ts';
import type { Handlers } from './wire.ts';

export type HandlerParts = StatusHandlerParts &
  DeskHandlerParts &
  OverrideHandlerParts &
  TrustHandlerParts &
  SecondLineHandlerParts &
  OverviewHandlerParts &
  ScannerHandlerParts &
  RuleHandlerParts &
  QueueHandlerParts &
  SystemHandlerParts &
  StaffHandlerParts &
  ContingencyHandlerParts &
  NoticeHandlerParts &
  DrillHandlerParts;

export function createHandlers(parts: HandlerParts): Handlers {
  return {
    ...statusHandlers(parts),
    ...deskHandlers(parts),
    ...overrideHandlers(parts),
    ...trustHandlers(parts),
    ...secondLineHandlers(parts),
    ...overviewHandlers(parts),
    ...scannerHandlers(parts),
    ...ruleHandlers(parts),
    ...queueHandlers(parts),
    ...systemHandlers(parts),
    ...staffHandlers(parts),
    ...contingencyHandlers(parts),
    ...noticeHandlers(parts),
    ...drillHandlers(parts),
  };
}
