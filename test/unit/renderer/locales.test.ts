import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  ACCESS_RIGHTS,
  CASE_REFUSALS,
  CLOCK_STATES,
  CONSENT_REFUSALS,
  CONVERSION_BARRIERS,
  CONTINGENCY_REASONS,
  CONVERSION_FIELDS,
  CROSSING_OUTCOMES,
  CROSSING_REASONS,
  CROSSING_REFUSALS,
  DAMAGE_CAUSES,
  DEACTIVATION_REASONS,
  DESCRIPTOR_RESULTS,
  DEVICE_USES,
  DIRECTIONS,
  events,
  EVIDENCE_KINDS,
  FIELD_FAULTS,
  FLOOR_SOURCES,
  FRESHNESS_STATES,
  HAND_FIELDS,
  LANGUAGES,
  LAYOUT_FIELDS,
  OVERRIDE_REASONS,
  OVERRIDE_REFUSALS,
  MRZ_FAULTS,
  NOTICE_ENDS,
  NOTICE_REFUSALS,
  NOTICE_SEVERITIES,
  PORTS,
  QUEUE_REFUSALS,
  QUEUE_SETS,
  REPORT_FIELDS,
  REPORT_READINGS,
  RULE_REFUSALS,
  SCANNER_MODES,
  SCANNER_STATES,
  SESSION_STATES,
  STAFF_REFUSALS,
  TEST_CARD_FINDINGS,
  TEST_CARD_LENGTHS,
  TEST_CARD_RESULTS,
  TRAVELLER_KINDS,
  TRUST_REFUSALS,
} from '../../../core/contract.ts';
import { CASE_KINDS, CASE_OUTCOMES, CLOSING_REASONS } from '../../../core/model/case.ts';
import { CONTINGENCY_OFFERS } from '../../../core/model/contingency.ts';
import { FAMILY_NAMES } from '../../../core/codes/recognised.ts';
import { ANSWERS, DOCUMENT_TYPES, SEXES, SYMPTOMS, TEST_RESULTS } from '../../../core/model/facts.ts';
import { FORMAT_IDS } from '../../../core/model/format.ts';
import { GUANGDONG_CITIES } from '../../../core/model/mainland-profile.ts';
import { OUTBOX_STATES } from '../../../core/model/outbox.ts';
import { QUEUE_FAULTS, QUEUE_WORK_KINDS, QUEUE_WORK_STATES } from '../../../core/model/queue.ts';
import { DOCUMENT_FAULTS, DOCUMENT_FIELDS, DOCUMENT_OUTCOMES, MRZ_FIELDS } from '../../../core/model/document-check.ts';
import { OUTCOMES, REASON_CODES } from '../../../core/model/reasons.ts';
import { RULE_DECISIONS, RULE_REASONS, SET_ASIDE } from '../../../core/model/rule-book.ts';
import { SCANNER_ROLES } from '../../../core/model/scan.ts';
import { SCAN_SOURCES } from '../../../core/model/scan.ts';
import { ROLES, SECOND_ACTIONS } from '../../../core/model/staff.ts';
import { TRUST_CAUSES, TRUST_PHASES, TRUST_RESULTS, TRUST_ROLES, TRUST_SOURCES } from '../../../core/model/trust-distribution.ts';
import { CAMERA_FAULTS, CAMERA_PHASES } from '../../../renderer/camera/open-camera.ts';
import { CITY_CODES } from '../../../renderer/desk/cities.ts';
import { BAND_ROWS, NAMED_INCIDENTS } from '../../../renderer/overview/incident-band.ts';
import { RANGES } from '../../../renderer/overview/ranges.ts';
import { SPAN_FAULTS } from '../../../renderer/overview/span-text.ts';
import { PICTURE_FAULTS } from '../../../renderer/picture/picture-fault.ts';
import { PLACES } from '../../../renderer/picture/place.ts';
import { PROBLEM_IDS } from '../../../renderer/service/problems.ts';
import { DEVICE_TROUBLES } from '../../../renderer/service/doctor/device-troubles.ts';
import { USAGE_NAMES } from '../../../renderer/service/doctor/usage-name.ts';
import { UPLOAD_CAUSES } from '../../../renderer/service/upload-error.ts';
import { STANDING_KEYS, STANDING_WORDS } from '../../../renderer/standing/standing-notes.ts';
import { KEYBOARD_KEYS } from '../../../renderer/ui/keyboard-damage.ts';
import { THEMES } from '../../../renderer/ui/preferences.ts';

/** Findings of the test card with nothing to mend. */
const PASSES = ['card.this-card', 'length.whole', 'characters.as-shown', 'letters.as-shown', 'layout.same', 'affixes.none', 'symbology.qr', 'speed.fast', 'repeats.once', 'mode.hid-pos', 'mode.serial'];
const ROOT = fileURLToPath(new URL('../../../renderer', import.meta.url));
const PLURAL = /_(zero|one|two|few|many|other)$/;
const PLACEHOLDER = /\{\{(\w+)\}\}/g;

type Texts = ReadonlyMap<string, string>;
const texts = new Map(LANGUAGES.map((language) => [language, flatten(JSON.parse(readFileSync(join(ROOT, 'locales', `${language}.json`), 'utf8')))]));

function flatten(value: unknown, prefix = ''): Texts {
  if (typeof value === 'string') return new Map([[prefix, value]]);
  if (typeof value !== 'object' || value === null) throw new Error(`${prefix}: a text or a group of texts was expected`);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, prefix === '' ? key : `${prefix}.${key}`)]));
}

/** Keys with their plural ending taken off. */
const bare = (found: Texts): Set<string> => new Set([...found.keys()].map((key) => key.replace(PLURAL, '')));
const all = texts.get('en') ?? new Map<string, string>();

describe.each(LANGUAGES)('%s', (language) => {
  const own = texts.get(language) ?? new Map<string, string>();

  it('has the same keys as English', () => {
    expect([...bare(own)].sort()).toEqual([...bare(all)].sort());
  });

  it('has no empty text and no leftover mark-up', () => {
    for (const [key, text] of own) {
      expect(text.trim() === '' && key !== 'list.separator', key).toBe(false);
      expect(text, key).not.toMatch(/<|TODO|\$t\(/);
    }
  });

  it('has the same placeholders as English', () => {
    const names = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '').sort();
    for (const [key, text] of own) {
      const counterpart = all.get(key) ?? all.get(key.replace(PLURAL, '_other')) ?? '';
      expect(names(text), key).toEqual(names(counterpart));
    }
  });

  it('has every plural form its grammar needs, and no other', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const groups = Map.groupBy([...own.keys()].filter((key) => PLURAL.test(key)), (key) => key.replace(PLURAL, ''));
    expect(groups.size).toBeGreaterThan(0);
    for (const [group, keys] of groups) expect(keys.map((key) => PLURAL.exec(key)?.[1]).sort(), group).toEqual([...forms].sort());
  });
});

describe('every closed code has its text', () => {
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ['reason', REASON_CODES],
    ['reasonShort', REASON_CODES],
    ['outcome', OUTCOMES],
    ['help.outcome', OUTCOMES],
    ['documentFault', DOCUMENT_FAULTS],
    ['mrzField', MRZ_FIELDS],
    ['documentCheck', [...DOCUMENT_OUTCOMES, 'awaited']],
    ['documentCheck.field', DOCUMENT_FIELDS],
    ['barrier', CONVERSION_BARRIERS],
    ['role', ROLES],
    ['session', SESSION_STATES],
    ['staffRefusal', STAFF_REFUSALS],
    ['field', CONVERSION_FIELDS],
    ['fieldFault.any', FIELD_FAULTS],
    ['scannerState', SCANNER_STATES],
    ['side', SCANNER_ROLES],
    ['status.scannerOf', SCANNER_ROLES],
    ['notice', SCANNER_STATES.filter((state) => state !== 'ready' && state !== 'opening').map((state) => `scanner-${state}`)],
    ['notice', events['fault:raised'].shape.code.options],
    ['camera.state', CAMERA_PHASES],
    ['camera.fault', CAMERA_FAULTS.flatMap((fault) => [`${fault}.what`, `${fault}.action`])],
    ['picture.fault', PICTURE_FAULTS.flatMap((fault) => [`${fault}.what`, `${fault}.action`])],
    ['picture.places', PLACES],
    ['torn', [...events['scan:torn'].shape.cause.options, ...events['scan:damaged'].shape.cause.options]],
    ['notice', KEYBOARD_KEYS],
    ['scanners.damage', events['scan:damaged'].shape.cause.options],
    ['devices.trouble', DEVICE_TROUBLES],
    ['devices.mode', SCANNER_MODES],
    ['devices.usage', USAGE_NAMES],
    ['devices.rights', ACCESS_RIGHTS],
    ['devices.use', DEVICE_USES],
    ['devices.descriptor', DESCRIPTOR_RESULTS],
    ['devices.layout', LAYOUT_FIELDS],
    ['reports.reading', REPORT_READINGS],
    ['reports.field', REPORT_FIELDS],
    ['testCard.lengths', TEST_CARD_LENGTHS],
    ['testCard.result', TEST_CARD_RESULTS],
    ['testCard.source', SCAN_SOURCES],
    ['testCard.check', Object.keys(TEST_CARD_FINDINGS)],
    ...Object.entries(TEST_CARD_FINDINGS).flatMap(([check, findings]): (readonly [string, readonly string[]])[] => [
      [`testCard.finding.${check}`, findings],
      [`testCard.remedy.${check}`, findings.filter((finding) => !PASSES.includes(`${check}.${finding}`))],
    ]),
    ['networkState', ['up', 'down', 'unknown']],
    ['clockState', CLOCK_STATES],
    ['freshness', FRESHNESS_STATES],
    ['standing', STANDING_KEYS],
    ['damageCause', DAMAGE_CAUSES],
    ['damageMarks', ['kept', 'lost']],
    ['standing.word', STANDING_WORDS],
    ['deactivation', DEACTIVATION_REASONS],
    ['consent.refusal', [...CONSENT_REFUSALS, 'fault']],
    ['validity.floorFrom', FLOOR_SOURCES],
    ['port', PORTS],
    ['direction', DIRECTIONS],
    // A good code of a foreign format is called as its format.
    ['kind', TRAVELLER_KINDS.filter((kind) => !FORMAT_IDS.some((format) => format === kind))],
    ['symptom', SYMPTOMS],
    ['answer', ANSWERS],
    ['sex', SEXES],
    ['document', DOCUMENT_TYPES],
    ['testResult', TEST_RESULTS],
    ['format', [...FORMAT_IDS, ...FAMILY_NAMES]],
    ['queue.state', OUTBOX_STATES],
    ['queue.about', OUTBOX_STATES],
    ['queue.cause', UPLOAD_CAUSES],
    ['queue.work', QUEUE_WORK_KINDS],
    ['queue.workState', QUEUE_WORK_STATES],
    ['queue.fault', QUEUE_FAULTS],
    ['queue.export', QUEUE_SETS],
    ['queue.refusal', QUEUE_REFUSALS],
    ['queue', ['begun', 'cancelling', 'hastened', 'parked', 'requeued', 'gone', 'exportHint', 'exportHintDelivered']],
    ['notice', ['network-down', 'network-down-waiting', 'backlog', 'queue-dead']],
    ['convert.state', ['sealed', 'delivered', 'dead']],
    ['convert.refusal', ['scan-gone', 'already-converted', 'not-convertible', 'fault']],
    ['case.kind', CASE_KINDS],
    ['case.sent', CASE_KINDS],
    ['case.outcome', CASE_OUTCOMES],
    ['case.reason', CLOSING_REASONS],
    ['case.refusal', [...CASE_REFUSALS, 'fault']],
    ['override.reason', OVERRIDE_REASONS],
    ['override.refusal', [...OVERRIDE_REFUSALS, 'fault']],
    ['second.action', SECOND_ACTIONS],
    ['city', Object.keys(GUANGDONG_CITIES)],
    ['theme', THEMES],
    ['overview.ranges', RANGES],
    ['overview.spanFault', SPAN_FAULTS],
    ['overview.bandRow', BAND_ROWS],
    ['overview.incident', [...NAMED_INCIDENTS, 'other']],
    ['problem', PROBLEM_IDS.flatMap((id) => [`${id}.cause`, `${id}.action`])],
    ['colour', ['green', 'yellow', 'red', 'blue']],
    ['contingency.cause', CONTINGENCY_REASONS],
    ['contingency.offer', CONTINGENCY_OFFERS],
    ['contingency.evidence', EVIDENCE_KINDS],
    ['contingency.outcome', CROSSING_OUTCOMES],
    ['contingency.reason', CROSSING_REASONS],
    ['contingency.field', HAND_FIELDS],
    ['contingency.zoneFault', [...MRZ_FAULTS, 'fault']],
    ['contingency.refusal', [...CROSSING_REFUSALS, 'fault']],
    ['rules.setAside', SET_ASIDE],
    ['rules.decide', RULE_DECISIONS],
    ['rules.hint', RULE_DECISIONS],
    ['rules.why', RULE_REASONS],
    ['rules.refusal', [...RULE_REFUSALS, 'fault']],
    ['staffNotice.end', NOTICE_ENDS],
    ['staffNotice.refusal', [...NOTICE_REFUSALS, 'bad-time', 'fault']],
    ['staffNotice.severity', NOTICE_SEVERITIES],
    ['distribution.cause', TRUST_CAUSES.flatMap((cause) => [`${cause}.what`, `${cause}.action`])],
    ['distribution.phase', TRUST_PHASES],
    ['distribution.result', [...TRUST_RESULTS, 'missed']],
    ['distribution.short', [...TRUST_RESULTS, 'missed']],
    ['distribution.source', TRUST_SOURCES],
    ['distribution.roles', TRUST_ROLES],
    ['distribution.refusal', TRUST_REFUSALS],
    ['age', ['seconds', 'minutes', 'hours', 'days']],
    ['ago', ['seconds', 'minutes', 'hours', 'days']],
  ];
  it.each(groups)('%s', (group, codes) => {
    const keys = bare(all);
    expect(codes.filter((code) => !keys.has(`${group}.${code}`))).toEqual([]);
  });

  it('and a reason is a whole sentence that ends with what to do', () => {
    for (const [, own] of texts) for (const code of REASON_CODES) expect(own.get(`reason.${code}`), code).toMatch(/[.。].*[.。]$/);
  });

  it('and the city list is that of the mainland profile', () => {
    expect([...CITY_CODES].sort()).toEqual(Object.keys(GUANGDONG_CITIES).sort());
  });
});

describe('the components', () => {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
  const sources = files.map((name) => [name, readFileSync(join(ROOT, name), 'utf8')] as const);

  it.each(sources)('%s asks only for texts that exist', (_, source) => {
    const keys = bare(all);
    const asked = [...source.matchAll(/\bt\('([\w.-]+)'/g)].map(([, key]) => key ?? '');
    expect(asked.filter((key) => !keys.has(key))).toEqual([]);
  });

  it.each(sources)('%s holds no text of its own', (_, source) => {
    // Text between tags, and the attributes that people read or hear. Brand and key names are the same in every language.
    const between = [...source.matchAll(/(?<!=)>([^<>{}=;()]*[\p{L}]{2,}[^<>{}=;()]*)<\//gu)].map(([, text]) => text?.trim());
    const attributes = [...source.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]+)"/g)].map(([, text]) => text);
    expect([...between, ...attributes].filter((text) => text !== 'Portas')).toEqual([]);
  });
});
