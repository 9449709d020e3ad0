/** The keys and the rules relied upon, consent to stale ones, and where the signed set comes from. */
import * as z from 'zod';
import { TRUST_CAUSES, TRUST_PHASES, TRUST_RESULTS, TRUST_SOURCES } from '../model/trust-distribution.ts';
import { FLOOR_SOURCES } from '../model/trust-state.ts';
import { call, STAFF, TECHNICIAN } from './call.ts';
import { Count, MAX_FOLDER_CHARACTERS, Nothing, ReasonCode, Time } from './words.ts';

/** Why nobody consents to stale trust. `not-allowed`: nobody signs in here, so nobody can answer for it. */
export const CONSENT_REFUSALS = ['not-stale', 'already-accepted', 'not-allowed', 'busy'] as const;
const ConsentReply = z.discriminatedUnion('ok', [
  /** It waits for the second person. */
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(CONSENT_REFUSALS) }),
]);

const TrustView = z.strictObject({
  keySet: z.strictObject({ sequence: Count, issuedAt: Time, loadedFrom: z.string(), revokedCodes: Count }),
  keys: z.array(z.strictObject({ issuer: z.string(), keyId: z.string(), algorithm: z.string(), purposes: z.array(z.string()), validFrom: Time, validUntil: Time, inForce: z.boolean() })),
  ruleSet: z.strictObject({ id: z.string(), version: z.string(), loadedFrom: z.string(), source: z.string() }),
  rules: z.array(z.strictObject({ id: z.string(), outcome: z.enum(['refer', 'refuse']), reason: ReasonCode, description: z.string() })),
  terminalKey: z.strictObject({ keyId: z.string(), publicKeyPem: z.string() }),
  sealingKeyId: z.string().nullable(),
  policy: z.strictObject({
    /** After the end of the signed time. */
    ageingAfterMs: Count,
    staleAfterMs: Count,
    deadAfterMs: Count,
    minimumVersion: z.string().nullable(),
    deactivated: Count,
  }),
  clock: z.strictObject({
    /** No earlier time is right, and from where that is known. */
    floorAt: Time,
    floorFrom: z.enum(FLOOR_SOURCES),
    /** `withinMs`: how far the truth can be from `offsetMs`. */
    gateway: z.strictObject({ offsetMs: z.number().int(), withinMs: Count, measuredAt: Time }).nullable(),
    limitMs: Count,
  }),
});
export type TrustView = z.infer<typeof TrustView>;

const TrustRoles = { root: Count, timestamp: Count, snapshot: Count, targets: Count };
/** What became of an attempt to bring a set; how the terminal stands by it does not depend on the newest one having worked. */
const TrustOutcome = z.strictObject({
  at: Time,
  source: z.enum(TRUST_SOURCES),
  result: z.enum(TRUST_RESULTS),
  cause: z.enum(TRUST_CAUSES).nullable(),
  /** What was offered, where it could be read. */
  versions: z.strictObject(TrustRoles).nullable(),
  /** In English, for whoever mends the source: which file, what was expected, what came. */
  detail: z.string().nullable(),
  person: z.string().nullable(),
  /** How many in a row ended alike. */
  times: Count,
});
export type TrustOutcomeView = z.infer<typeof TrustOutcome>;
const TrustDistribution = z.strictObject({
  /** Null: sets come in folders alone. */
  url: z.string().nullable(),
  /** The attempt under way; totals are 0 until they are known. */
  underWay: z.strictObject({ source: z.enum(TRUST_SOURCES), phase: z.enum(TRUST_PHASES), files: Count, ofFiles: Count, bytes: Count, ofBytes: Count }).nullable(),
  /** The set in force; null before the first, and where it was found damaged. */
  set: z
    .strictObject({
      versions: z.strictObject(TrustRoles),
      expires: z.strictObject({ root: Time, timestamp: Time, snapshot: Time, targets: Time }),
      verifiedAt: Time,
      signedAt: Time.nullable(),
      targets: Count,
      keys: Count,
      revokedCodes: Count,
      ruleSets: z.array(z.string()),
      sealingKeyId: z.string().nullable(),
      ownProfiles: z.boolean(),
      policy: z.boolean(),
      updates: z.array(z.string()),
    })
    .nullable(),
  /** What each source said last. */
  sources: z.array(TrustOutcome),
  recent: z.array(TrustOutcome),
});
export type TrustDistribution = z.infer<typeof TrustDistribution>;
/** Why nothing was tried. `no-distribution`: keys come from files that the settings name. */
export const TRUST_REFUSALS = ['busy', 'no-url', 'not-a-path', 'no-distribution'] as const;
const TrustReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), outcome: TrustOutcome }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(TRUST_REFUSALS) }),
]);
export type TrustReply = z.infer<typeof TrustReply>;

export const consentCalls = {
  /** Asks for a second person to consent to stale trust at this terminal, for eight hours or until the next step; one of the two is a supervisor. */
  'trust:accept-stale': call(STAFF, Nothing, ConsentReply),
} as const;

export const trustCalls = {
  'service:trust': call(TECHNICIAN, Nothing, TrustView),
  /** Where the signed set comes from and how it stands; null where keys come from files. */
  'trust:state': call(TECHNICIAN, Nothing, z.strictObject({ distribution: TrustDistribution.nullable() })),
  /** Asks the server now; answers when the attempt has ended. */
  'trust:update': call(TECHNICIAN, Nothing, TrustReply),
  /** Folders on sticks that look like a repository. */
  'trust:sticks': call(TECHNICIAN, Nothing, z.strictObject({ folders: z.array(z.string()) })),
  /** Takes the repository in a folder; answers when the attempt has ended. */
  'trust:import': call(TECHNICIAN, z.strictObject({ folder: z.string().min(1).max(MAX_FOLDER_CHARACTERS) }), TrustReply),
} as const;

export const trustEvents = {
  /** An attempt to bring a set has come further, or has ended. */
  'trust:changed': TrustDistribution,
} as const;
