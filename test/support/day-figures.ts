/** The supervisor's overview of a day: as the window shows it, and as plain SQL over the rows says it has to be. */
import type { Page } from 'playwright-core';
import { type PaceCount, paceBucket, quantileSeconds, toBands } from '../../core/store/pace.ts';
import type { DayTerminal } from './day-terminal.ts';

export interface HourOfDay {
  readonly total: number;
  readonly pass: number;
  readonly refer: number;
  readonly refuse: number;
  readonly converted: number;
  /** As shown. */
  readonly median: string;
}

export interface DayFigures {
  /** By name, as shown. */
  readonly figures: Readonly<Record<string, string>>;
  readonly overrides: number;
  readonly incidents: number;
  /** Newest first: number, time of closing, by whom. */
  readonly closedCases: readonly (readonly string[])[];
  /** By hour of Macau, `07:00`; hours without work are left out. */
  readonly hours: Readonly<Record<string, HourOfDay>>;
  /** By staff number: total, pass, refer, refuse. */
  readonly officers: Readonly<Record<string, readonly number[]>>;
  readonly reasons: Readonly<Record<string, number>>;
  readonly caseKinds: Readonly<Record<string, number>>;
  readonly overrideReasons: Readonly<Record<string, number>>;
  readonly formats: Readonly<Record<string, number>>;
  readonly issuers: Readonly<Record<string, number>>;
  /** Travellers by band of seconds. */
  readonly pace: readonly number[];
}

const FIGURES = ['travellers', 'thisHour', 'median', 'p90', 'passShare', 'converted', 'cases', 'crossings', 'waiting', 'oldest'] as const;

/** Every figure that the open overview shows. */
export async function shownFigures({ page, text }: Pick<DayTerminal, 'page' | 'text'>): Promise<DayFigures> {
  const raw = await readPage(page);
  const list = (title: string): readonly (readonly [string, number])[] => raw.lists.find(([heading]) => heading === text(title))?.[1] ?? [];
  const table = (title: string): readonly (readonly string[])[] => raw.tables.find(([heading]) => heading === text(title))?.[1] ?? [];
  const names = new Map(FIGURES.map((name) => [text(`overview.figure.${name}`), name]));
  return {
    figures: Object.fromEntries(raw.figures.map(([name, value]) => [names.get(name) ?? name, value])),
    overrides: leadingNumber(raw.overrides),
    incidents: raw.incidents,
    closedCases: raw.closedCases,
    hours: Object.fromEntries(
      table('overview.table')
        .filter(([, total, , , , converted]) => total !== '0' || converted !== '0')
        .map(([time = '', total, pass, refer, refuse, converted, median = '']) => {
          const [all, ...by] = [total, pass, refer, refuse, converted].map(Number) as [number, number, number, number, number];
          return [time.slice(-5), { total: all, pass: by[0], refer: by[1], refuse: by[2], converted: by[3], median }];
        }),
    ),
    officers: Object.fromEntries(table('overview.officers').map(([number = '', ...counts]) => [number, counts.map(Number)])),
    reasons: Object.fromEntries(list('overview.reasons')),
    caseKinds: Object.fromEntries(list('overview.caseKinds')),
    overrideReasons: Object.fromEntries(list('overview.overrideReasons')),
    formats: Object.fromEntries(list('overview.formats')),
    issuers: Object.fromEntries(list('overview.issuers')),
    pace: list('overview.pace').map(([, count]) => count),
  };
}

const leadingNumber = (said: string): number => Number(/^\d+/.exec(said)?.[0] ?? 0);

/** Texts of the overview in one reading, so that no refresh comes in between. */
const readPage = (page: Page) =>
  page.evaluate(() => {
    const said = (element: Element | null | undefined): string => element?.textContent.trim() ?? '';
    const all = (selector: string, within: ParentNode = document): Element[] => [...within.querySelectorAll(selector)];
    // The key of a ranked row stands small beside its name; a count has its share beside it.
    const key = (row: Element): string => said(row.querySelector('.ranking-name small') ?? row.querySelector('.ranking-name'));
    const count = (row: Element): number => Number.parseInt(row.querySelector('strong')?.firstChild?.textContent ?? '', 10);
    return {
      figures: all('.figures > div').map((box) => [said(box.querySelector('dt')), said(box.querySelector('dd'))] as const),
      overrides: said(document.querySelector('.cases > p')),
      incidents: all('.timeline tbody tr').length,
      closedCases: all('.cases-closed li').map((row) => [said(row.querySelector('strong')), said(row.querySelector('time')), said(row.querySelector('span:last-child'))]),
      tables: all('.hour-table').map((section) => [said(section.querySelector('h2')), all('tbody tr', section).map((row) => all('th, td', row).map(said))] as const),
      lists: all('.ranking').map((section) => [said(section.querySelector('h2')), all('li', section).map((row) => [key(row), count(row)] as const)] as const),
    };
  });

interface Counted {
  readonly key: string;
  readonly count: number;
}
const HOUR = "strftime('%H:00', at_ms / 1000, 'unixepoch', '+8 hours')";

/** The same figures counted from the rows, one by one: nothing here reads a rollup. */
export function countedFigures({ rows, text }: Pick<DayTerminal, 'rows' | 'text'>, { from, to, now }: { readonly from: number; readonly to: number; readonly now: number }): DayFigures {
  const span = { from, to };
  const inSpan = 'at_ms >= @from AND at_ms < @to';
  const counts = (sql: string): Record<string, number> => Object.fromEntries(rows<Counted>(sql, span).map(({ key, count }) => [key, count]));
  const one = (sql: string, parameters: object = span): number => rows<{ readonly count: number }>(sql, parameters)[0]?.count ?? 0;

  const gaps = rows<{ readonly hour: string; readonly gap: number | null }>(
    `SELECT ${HOUR} AS hour, at_ms - lag(at_ms) OVER (PARTITION BY lane ORDER BY id) AS gap FROM journal WHERE ${inSpan} ORDER BY id`,
    span,
  );
  const histogram = (of: typeof gaps): PaceCount[] => {
    const buckets = of.flatMap(({ gap }) => (gap === null ? [] : [paceBucket(gap)])).filter((bucket) => bucket !== null);
    return [...Map.groupBy(buckets, (bucket) => bucket)].map(([bucket, all]) => ({ bucket, travellers: all.length })).sort((a, b) => a.bucket - b.bucket);
  };
  const seconds = (of: PaceCount[], share: number): string => quantileSeconds(of, share)?.toFixed(1) ?? '–';
  const day = histogram(gaps);

  const converted = counts(`SELECT ${HOUR} AS key, count(*) AS count FROM conversions WHERE ${inSpan} GROUP BY key`);
  const byHour = rows<Omit<HourOfDay, 'converted' | 'median'> & { readonly hour: string }>(
    `SELECT ${HOUR} AS hour, count(*) AS total, sum(outcome = 'pass') AS pass, sum(outcome = 'refer') AS refer, sum(outcome = 'refuse') AS refuse FROM journal WHERE ${inSpan} GROUP BY hour`,
    span,
  );
  const worked = new Map(byHour.map((row) => [row.hour, row]));
  const hours = [...new Set([...worked.keys(), ...Object.keys(converted)])].map((hour) => {
    const { total = 0, pass = 0, refer = 0, refuse = 0 } = worked.get(hour) ?? {};
    return [hour, { total, pass, refer, refuse, converted: converted[hour] ?? 0, median: seconds(histogram(gaps.filter((gap) => gap.hour === hour)), 0.5) }] as const;
  });
  const officers = rows<{ readonly key: string; readonly total: number; readonly pass: number; readonly refer: number; readonly refuse: number }>(
    `SELECT staff_number AS key, count(*) AS total, sum(outcome = 'pass') AS pass, sum(outcome = 'refer') AS refer, sum(outcome = 'refuse') AS refuse FROM journal WHERE ${inSpan} GROUP BY key`,
    span,
  );
  const total = one(`SELECT count(*) AS count FROM journal WHERE ${inSpan}`);
  const passed = one(`SELECT count(*) AS count FROM journal WHERE ${inSpan} AND outcome = 'pass'`);
  const hour = now - (now % 3_600_000);
  return {
    figures: {
      travellers: `${total}`,
      thisHour: `${one(`SELECT count(*) AS count FROM journal WHERE ${inSpan}`, { from: hour, to: hour + 3_600_000 })}`,
      median: `${seconds(day, 0.5)} s`,
      p90: `${seconds(day, 0.9)} s`,
      passShare: `${((100 * passed) / total).toFixed(1)} %`,
      converted: `${one(`SELECT count(*) AS count FROM conversions WHERE ${inSpan}`)}`,
      cases: `${one('SELECT count(*) AS count FROM cases WHERE opened_at_ms >= @from AND opened_at_ms < @to')}`,
      crossings: `${one(`SELECT count(*) AS count FROM crossings WHERE ${inSpan}`)}`,
      waiting: `${one('SELECT count(*) AS count FROM outbox WHERE state < 2', {})}`,
      oldest: '–',
    },
    overrides: one(`SELECT count(*) AS count FROM overrides WHERE ${inSpan}`),
    // Whatever does not say that something is well again.
    // A part that is said again to be as it was, at a start, has not become so anew.
    incidents: one(
      `SELECT count(*) AS count FROM (SELECT code, lag(code, 1, '') OVER (PARTITION BY substr(code, 1, instr(code, '-')) ORDER BY id) AS before FROM incidents WHERE ${inSpan})
       WHERE code <> before AND code NOT IN ('network-up', 'gateway-accepting', 'scanner-ready', 'keys-current', 'disk-ok', 'clock-right', 'keyboard-sound', 'terminal-in-service')`,
    ),
    closedCases: rows<{ readonly number: number; readonly time: string; readonly by: string }>(
      "SELECT number, strftime('%H:%M', closed_at_ms / 1000, 'unixepoch', '+8 hours') AS time, closed_by AS by FROM cases WHERE closed_at_ms IS NOT NULL ORDER BY closed_at_ms DESC, number DESC",
      {},
    ).map(({ number, time, by }) => [text('case.number').replace('{{number}}', number.toString()), time, by]),
    hours: Object.fromEntries(hours),
    officers: Object.fromEntries(officers.map((each) => [each.key, [each.total, each.pass, each.refer, each.refuse]])),
    reasons: counts(`SELECT reasons ->> '$[0].code' AS key, count(*) AS count FROM journal WHERE ${inSpan} AND key IS NOT NULL GROUP BY key`),
    caseKinds: counts('SELECT kind AS key, count(*) AS count FROM cases WHERE opened_at_ms >= @from AND opened_at_ms < @to GROUP BY key'),
    overrideReasons: counts(`SELECT reason AS key, count(*) AS count FROM overrides WHERE ${inSpan} GROUP BY key`),
    formats: counts(`SELECT format AS key, count(*) AS count FROM journal WHERE ${inSpan} AND format IS NOT NULL GROUP BY key`),
    issuers: counts(`SELECT issuer AS key, count(*) AS count FROM journal WHERE ${inSpan} AND issuer IS NOT NULL GROUP BY key`),
    pace: toBands(day).map(({ travellers }) => travellers),
  };
}
