/** Travellers and badges of a played day, and every secret that the terminal must not keep. */
import { sampleForeignClaims, createForeignWorkshop } from '../../tools/issuer/foreign-workshop.ts';
import { parseBadge } from '../../core/codes/badge.ts';
import type { Role } from '../../core/model/staff.ts';
import { DAY_MS, HOUR_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { makeBadCode } from '../../tools/issuer/bad-codes.ts';
import { encodeBadge } from '../../tools/issuer/encode-badge.ts';
import { encodeMo1, type Mo1Claims } from '../../tools/issuer/encode-mo1.ts';
import { createRandom } from '../../tools/issuer/random.ts';
import { sampleTraveller } from '../../tools/issuer/sample-travellers.ts';
import { createWorkshop } from '../../tools/issuer/workshop.ts';

/** What each kind of traveller of the day has to get. */
export const EXPECTED = {
  good: { outcome: 'pass', reason: null, format: 'MO1' },
  yellow: { outcome: 'refer', reason: 'colour-yellow', format: 'MO1' },
  red: { outcome: 'refuse', reason: 'colour-red', format: 'MO1' },
  forged: { outcome: 'refuse', reason: 'signature-mismatch', format: 'MO1' },
  expired: { outcome: 'refuse', reason: 'code-expired', format: 'MO1' },
  foreign: { outcome: 'refer', reason: 'colour-unrecognised', format: 'HC1' },
} as const;
export type DayKind = keyof typeof EXPECTED;

export interface DayTravellers {
  /** The code of one more traveller, who can be converted with a phone number alone if anybody can. */
  code(kind: DayKind): string;
  /** The badge of a member of staff, the same every time. */
  badge(staffNumber: string, roles: readonly Role[]): string;
  /** A badge that its issuer has withdrawn. */
  withdrawnBadge(staffNumber: string, roles: readonly Role[]): string;
  /** Texts that nothing on a disk may hold: names, document numbers, codes, badges. */
  secrets(): readonly string[];
  /** What proves badges and codes, as bytes: whoever has it makes the symbol again. */
  proofs(): readonly Buffer[];
}

/** @param now - the day's clock. */
export function createDayTravellers(keysSeed: string, now: () => number): DayTravellers {
  const begin = utcMillis(now());
  const workshop = createWorkshop(keysSeed, begin);
  const foreign = createForeignWorkshop(keysSeed, begin);
  const random = createRandom('day');
  const secrets = new Set<string>();
  const proofs = new Map<string, Buffer>();
  const badges = new Map<string, string>();

  const claims = (at: UtcMillis): Mo1Claims => {
    // Long enough that no two bytes of a database are one of them by chance.
    const made = sampleTraveller(random, { issuer: workshop.issuer, at });
    const nameHan = `歐陽${random.pick(['嘉欣', '子豪', '美玲'])}${random.pick(['志明', '慧敏', '浩然'])}`;
    const nameLatin = `AO IEONG ${random.pick(['KA IAN', 'CHI HOU', 'MEI LENG'])} ${random.pick(['CHI MENG', 'WAI MAN', 'HOU IN'])}`;
    const documents = [
      { type: 'bir', number: `5${random.digits(7)}` },
      { type: 'mainland-permit', number: `M${random.digits(8)}` },
    ] as const;
    for (const secret of [nameHan, nameLatin, ...documents.map(({ number }) => number)]) secrets.add(secret);
    return { ...made, holder: { nameHan, nameLatin, birthDate: '1980-02-29', sex: 'female', nationality: 'CHN' }, documents };
  };
  const foreignCode = (at: UtcMillis): string => {
    const made = sampleForeignClaims(random, at);
    secrets.add(made.holder.surname).add(made.holder.forename);
    return foreign.issuers.HC1.encode({ ...made, statement: 'vaccination', happenedAt: utcMillis(at - 60 * DAY_MS), issuedAt: utcMillis(begin - DAY_MS), expiresAt: utcMillis(begin + 90 * DAY_MS) }, 'issuer');
  };
  const make = (kind: DayKind, at: UtcMillis): string => {
    switch (kind) {
      case 'good':
        return encodeMo1(claims(at), workshop.signer);
      case 'yellow':
      case 'red':
        return encodeMo1({ ...claims(at), colour: kind }, workshop.signer);
      case 'forged':
      case 'expired':
        return makeBadCode(kind, workshop, claims(at), at);
      case 'foreign':
        return foreignCode(at);
    }
  };
  const badge = (staffNumber: string, roles: readonly Role[], badgeId: string): string => {
    const known = badges.get(badgeId);
    if (known !== undefined) return known;
    const text = encodeBadge({ staffNumber, roles, issuer: workshop.issuer, badgeId, issuedAt: utcMillis(begin - HOUR_MS), expiresAt: utcMillis(begin + 300 * DAY_MS) }, workshop.badgeSigner);
    const envelope = parseBadge(text);
    if (!envelope.ok) throw new Error(`badge of ${staffNumber}: ${envelope.detail}`);
    badges.set(badgeId, text);
    secrets.add(text);
    proofs.set(text, Buffer.from(envelope.value.signature));
    return text;
  };
  return {
    code(kind) {
      const text = make(kind, utcMillis(Math.floor(now() / 1_000) * 1_000));
      secrets.add(text);
      return text;
    },
    badge: (staffNumber, roles) => badge(staffNumber, roles, createRandom(`badge of ${staffNumber}`).hex(16)),
    withdrawnBadge: (staffNumber, roles) => badge(staffNumber, roles, workshop.revokedCodeId),
    secrets: () => [...secrets],
    proofs: () => [...proofs.values()],
  };
}
