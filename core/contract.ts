/**
 * Every command and event between engine and window: one schema each, types inferred, never retyped.
 * Channels are named `area:verb`. Times are UTC milliseconds. Personal data occurs in `TravellerView` and `DocumentView` alone.
 */
import type * as z from 'zod';
import { contingencyCalls, contingencyEvents } from './contract/contingency.ts';
import { deskCalls, deskEvents } from './contract/desk.ts';
import { drillCalls, drillEvents } from './contract/drill.ts';
import { noticeCalls, noticeEvents } from './contract/notices.ts';
import { overrideCalls, overrideEvents } from './contract/overrides.ts';
import { overviewCalls } from './contract/overview.ts';
import { queueCalls, queueEvents } from './contract/queue.ts';
import { ruleCalls, ruleEvents } from './contract/rules.ts';
import { scanEvents, scannerCalls, scannerEvents } from './contract/scanners.ts';
import { secondLineCalls, secondLineEvents } from './contract/second-line.ts';
import { staffCalls, staffEvents } from './contract/staff.ts';
import { statusCalls, statusEvents } from './contract/status.ts';
import { systemCalls, systemEvents } from './contract/system.ts';
import { consentCalls, trustCalls, trustEvents } from './contract/trust.ts';

export type { Callers } from './contract/call.ts';
export * from './contract/contingency.ts';
export * from './contract/desk.ts';
export * from './contract/drill.ts';
export * from './contract/notices.ts';
export * from './contract/overrides.ts';
export * from './contract/overview.ts';
export * from './contract/queue.ts';
export * from './contract/rules.ts';
export * from './contract/scanners.ts';
export * from './contract/second-line.ts';
export * from './contract/staff.ts';
export * from './contract/status.ts';
export * from './contract/system.ts';
export * from './contract/trust.ts';
export { Direction, DIRECTIONS, Language, LANGUAGES, MAX_FOLDER_CHARACTERS, MAX_TYPED_CODE_CHARACTERS, type OutcomeCounts, OUTCOMES, PortName, PORTS, type ScannerRole } from './contract/words.ts';

/** Calls of the window to the engine. */
export const calls = {
  ...statusCalls,
  ...deskCalls,
  ...overrideCalls,
  ...consentCalls,
  ...secondLineCalls,
  ...overviewCalls,
  ...scannerCalls,
  ...trustCalls,
  ...ruleCalls,
  ...queueCalls,
  ...systemCalls,
  ...staffCalls,
  ...contingencyCalls,
  ...noticeCalls,
  ...drillCalls,
} as const;

/** Events of the engine to the window. */
export const events = {
  ...scanEvents,
  ...deskEvents,
  ...secondLineEvents,
  ...overrideEvents,
  ...statusEvents,
  ...ruleEvents,
  ...trustEvents,
  ...scannerEvents,
  ...queueEvents,
  ...drillEvents,
  ...staffEvents,
  ...contingencyEvents,
  ...noticeEvents,
  ...systemEvents,
} as const;

export type CallName = keyof typeof calls;
export type EventName = keyof typeof events;
export type Request<Name extends CallName> = z.infer<(typeof calls)[Name]['request']>;
export type Reply<Name extends CallName> = z.infer<(typeof calls)[Name]['reply']>;
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>;
