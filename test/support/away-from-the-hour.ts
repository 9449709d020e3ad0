import { setTimeout as pause } from 'node:timers/promises';

const HOUR_MS = 3_600_000;
/** Longer than what a test counts by the hour or the day takes, on a busy machine too. */
const LEAST_LEFT_MS = 60_000;

/** For tests whose counts would be divided by the turn of an hour, midnight's among them: lets it pass first when it is near. */
export async function awayFromTheHour(): Promise<void> {
  const left = HOUR_MS - (Date.now() % HOUR_MS);
  if (left < LEAST_LEFT_MS) await pause(left + 10);
}
