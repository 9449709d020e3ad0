/** What people do at the terminal of a played day, by scanner and keyboard alone; and what the test itself counts of it. */
import { expect } from 'vitest';
import type { Role } from '../../core/model/staff.ts';
import type { DayTerminal } from './day-terminal.ts';
import { type DayKind, type DayTravellers, EXPECTED } from './day-travellers.ts';
import { HAND } from './hand.ts';
import { choosePin, enterPin } from './people.ts';
import { until } from './until.ts';

export interface Member {
  readonly staffNumber: string;
  readonly roles: readonly Role[];
  /** Ten digits: no digest in hexadecimal holds them by chance. */
  readonly pin: string;
}

/** A traveller whom the desk has judged. */
export interface Judged {
  readonly kind: DayKind;
  readonly officer: string;
  /** `07:00` */
  readonly hour: string;
}

export interface DayDesk {
  readonly judged: readonly Judged[];
  /** Holds a badge before the scanner, and waits for the PIN to be asked for. */
  badge(member: Member): Promise<void>;
  /** Badge and PIN, chosen the first time; waits until the member is signed in. */
  comes(member: Member): Promise<void>;
  /** A traveller's code is read and judged. @returns milliseconds from the scanner to the verdict on the screen. */
  judges(kind: DayKind): Promise<number>;
  /** A traveller's code is read while one person takes over from another: it is judged for whichever of them the journal says. */
  judgesAmidHandOver(kind: DayKind): Promise<void>;
  /** Converts the traveller at the desk. */
  converts(): Promise<void>;
  /** Nothing of any traveller so far is on the screen. */
  isBlank(): Promise<void>;
}

export function createDayDesk(terminal: DayTerminal, travellers: DayTravellers): DayDesk {
  const { page, text } = terminal;
  const judged: Judged[] = [];
  const scans = page.locator('.recent li');
  const officer = (): Promise<string> => page.locator('.person strong').innerText();
  const hour = (): string => `${new Date(terminal.now() + 8 * 3_600_000).toISOString().slice(11, 13)}:00`;

  const badge: DayDesk['badge'] = async ({ staffNumber, roles }) => {
    await terminal.present(travellers.badge(staffNumber, roles));
    await page.locator('.pin-who').getByText(staffNumber).waitFor();
  };
  return {
    judged,
    badge,
    async comes(member) {
      await badge(member);
      if ((await page.locator('#pin-again').count()) > 0) await choosePin(terminal, member.pin);
      else await enterPin(terminal, member.pin);
      await page.locator('.person').getByText(member.staffNumber).waitFor();
    },
    async judges(kind) {
      const newest = (await scans.count()) === 0 ? '' : await scans.first().getAttribute('data-scan');
      judged.push({ kind, officer: await officer(), hour: hour() });
      const code = travellers.code(kind);
      const begun = performance.now();
      await terminal.present(code);
      await page.locator(`.recent li:first-child:not([data-scan="${newest ?? ''}"])`).waitFor();
      await page.locator('#verdict-word').waitFor();
      const took = performance.now() - begun;
      const { outcome, reason } = EXPECTED[kind];
      expect(await page.locator('#verdict-word').textContent()).toBe(text(`outcome.${outcome}`));
      if (reason !== null) expect(await scans.first().innerText()).toContain(text(`reasonShort.${reason}`));
      return took;
    },
    async judgesAmidHandOver(kind) {
      const rows = (): { officer: string; outcome: string }[] => terminal.rows('SELECT staff_number AS officer, outcome FROM journal ORDER BY id');
      const before = rows().length;
      await terminal.present(travellers.code(kind));
      await until(() => rows().length > before);
      const [row, ...more] = rows().slice(before);
      expect([row?.outcome, more]).toEqual([EXPECTED[kind].outcome, []]);
      judged.push({ kind, officer: row?.officer ?? '', hour: hour() });
    },
    async converts() {
      await page.keyboard.press('F2');
      await page.locator('#conversion-phone:focus').waitFor();
      await page.keyboard.type('66123456', HAND);
      await page.keyboard.press('F2');
      await page.locator('.conversion-outcome').waitFor();
    },
    async isBlank() {
      await page.locator('#verdict-word').waitFor({ state: 'detached' });
      const content = await page.content();
      expect(travellers.secrets().filter((secret) => content.includes(secret))).toEqual([]);
    },
  };
}

/** How often each value occurs. */
export const tally = (values: readonly (string | null)[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].flatMap(([value, all]) => (value === null ? [] : [[value, all.length]])));
