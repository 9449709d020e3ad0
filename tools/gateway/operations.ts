/**
 * The seven operations, the batch and the terminal's own. Each runs inside the request's transaction and answers with a return code and a body;
 * none throws on input. Names and codes: core/model/mainland-profile.ts.
 */
import { createHash, createPublicKey, type KeyObject, randomBytes, randomUUID, verify } from 'node:crypto';
import sealedBox from 'tweetnacl-sealedbox-js';
import { type AuditHead, auditHeadText } from '../../core/model/audit-head.ts';
import { HOUR_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { RETURN_CODES, type ReturnCode, VOUCHER_VALID_HOURS } from '../../core/model/mainland-profile.ts';
import { originText, type RecordOrigin } from '../../core/model/record-origin.ts';
import { keyProof } from '../../core/uplink/renew-key.ts';
import { formatGatewayTime } from '../../core/uplink/gateway-time.ts';
import { drawCode } from './code-image.ts';
import { type MainlandCode, makeCode, readCode } from './code-text.ts';
import type { GatewayDatabase, StoredRecord } from './database.ts';
import type { GatewayKeys } from './keys.ts';
import { HANDLE_LIFETIME_MS, SERIAL_LIFETIME_MS } from './limits.ts';
import { type Opened, openRecord } from './open-record.ts';
import type { Operation, Package } from './requests.ts';

export interface OperationContext {
  readonly db: GatewayDatabase;
  readonly keys: GatewayKeys;
  readonly terminalId: string;
  readonly now: UtcMillis;
  /** Whether the next record is to be answered busy. */
  readonly busy: () => boolean;
  /** Sealed records of this request opened beforehand; one that is missing is opened when it is needed. */
  readonly opened: ReadonlyMap<object, Opened>;
}

export interface SealedItem {
  readonly recordId: string;
  readonly sealingKeyId: string;
  /** base64 */
  readonly sealed: string;
  /** The terminal that made it, where the request comes from another one. */
  readonly origin?: RecordOrigin | undefined;
}

export type OperationResult = { readonly code: typeof RETURN_CODES.ok; readonly body: Readonly<Record<string, unknown>> } | { readonly code: Exclude<ReturnCode, '0'>; readonly error: string };

/** Answer for one record, on its own or in a batch. */
export interface RecordResult {
  readonly recordId: string;
  readonly bodySha256: string;
  readonly status: 'accepted' | 'duplicate' | 'rejected' | 'busy';
  readonly errorCode: ReturnCode;
  readonly errorDesc: string;
  readonly codeContent?: string;
  readonly validUntil?: string;
}

const ok = (body: Readonly<Record<string, unknown>>): OperationResult => ({ code: RETURN_CODES.ok, body });
const no = (code: Exclude<ReturnCode, '0'>, error: string): OperationResult => ({ code, error });

type Handlers = { readonly [Name in Operation]: (context: OperationContext, fields: Package<Name>) => OperationResult };

export const OPERATION_HANDLERS: Handlers = {
  healthDeclare(context, fields) {
    const result = declare(context, fields);
    if (result.status === 'busy') return no(RETURN_CODES.busy, result.errorDesc);
    return result.status === 'rejected' ? no(RETURN_CODES.parameter, result.errorDesc) : ok({ ...result });
  },

  healthDeclareBatch: (context, { records }) => ok({ results: records.map((record) => declare(context, record)) }),

  tripDeclare(context, { bizSerialNum, recordId, from, to, address, departDate }) {
    const record = context.db.record(context.terminalId, recordId);
    if (record === null) return no(RETURN_CODES.personNotFound, 'no such record of this terminal');
    const addressSealed = address === null ? null : seal(context.keys, address);
    const trip = { tripId: randomUUID(), terminalId: context.terminalId, serial: bizSerialNum, record: record.id, from, to, departDate, addressSealed };
    return ok({ tripId: context.db.addTrip(trip) });
  },

  codeApply({ db, terminalId, now }, { bizSerialNum, type }) {
    const randomNumber = randomBytes(16).toString('hex');
    const expiresAt = utcMillis(now + SERIAL_LIFETIME_MS);
    if (!db.addSerial({ terminalId, serial: bizSerialNum, type, randomNumber, expiresAt }, now)) return no(RETURN_CODES.serialUsed, 'serial was applied for before');
    return ok({ randomNumber, validUntil: formatGatewayTime(expiresAt) });
  },

  codeCreate(context, { bizSerialNum, randomNumber, recordId, isPic }) {
    const { db, terminalId, now } = context;
    if (!db.spendSerial({ terminalId, serial: bizSerialNum, type: '0', randomNumber, now })) return no(RETURN_CODES.serialUsed, 'serial unknown, used or over');
    const record = db.record(terminalId, recordId);
    if (record === null) return no(RETURN_CODES.personNotFound, 'no such record of this terminal');
    const { code, validUntil } = issueCode(context, record.id);
    const image = isPic === '1' ? drawCode(code.text) : { imgStream: null, width: 0 };
    return ok({ codeContent: code.text, ...image, validUntil });
  },

  codeVerify({ db, keys, terminalId, now }, { bizSerialNum, randomNumber, codeContent }) {
    if (!db.spendSerial({ terminalId, serial: bizSerialNum, type: '1', randomNumber, now })) return no(RETURN_CODES.serialUsed, 'serial unknown, used or over');
    const codeId = readCode(codeContent, keys.code.publicKey);
    const code = codeId === null ? null : db.code(codeId);
    const record = code === null ? null : db.recordById(code.record);
    if (code === null || record === null) return no(RETURN_CODES.codeInvalid, 'not a code of this gateway');
    if (code.expiresAt < now) return no(RETURN_CODES.codeExpired, 'code expired');
    const handle = randomBytes(24).toString('base64url');
    const expiresAt = utcMillis(now + HANDLE_LIFETIME_MS);
    db.addHandle({ handle, terminalId, record: record.id, expiresAt }, now);
    return ok({ healthStatus: record.healthStatus, bizExtData: handle, validUntil: formatGatewayTime(expiresAt) });
  },

  healthQuery({ db, keys, terminalId, now }, { bizExtData }) {
    const id = db.recordOfHandle(bizExtData, terminalId, now);
    const stored = id === null ? null : db.recordById(id);
    if (stored === null) return no(RETURN_CODES.personNotFound, 'handle unknown or over');
    const opened = openRecord(stored.sealed, keys.opens.get(stored.sealingKeyId), stored);
    if (!opened.ok) return no(RETURN_CODES.other, 'stored record does not open');
    const { record } = opened;
    const { healthStatus, symptom, isContactPatient, isEpidemicAreaRisk, natResult, natTime, natOrg, vaccineDose, vaccineTime, idType, trip } = record;
    return ok({
      person: { desensitizeName: maskName(record.name), desensitizeCardId: `${record.idNo.slice(0, 1)}******${record.idNo.slice(-2)}`, idType },
      health: { healthStatus, symptom, isContactPatient, isEpidemicAreaRisk },
      trips: [{ from: trip.from, to: trip.to, departDate: trip.departDate }, ...db.trips(stored.id)],
      tests: { natResult, natTime, natOrg },
      vaccine: { vaccineDose, vaccineTime },
    });
  },

  terminalKey({ db, terminalId }, { bizSerialNum, publicKey, proof }) {
    const key = parseKey(publicKey);
    if (key === null) return no(RETURN_CODES.parameter, 'publicKey: expected an Ed25519 key, SubjectPublicKeyInfo in base64');
    const keyId = createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16);
    if (!verify(null, keyProof(terminalId, bizSerialNum, keyId), key, Buffer.from(proof, 'base64'))) return no(RETURN_CODES.parameter, 'proof: not by that key for this call');
    const taken = db.putNextKey({ terminalId, keyId, publicKeyPem: key.export({ type: 'spki', format: 'pem' }).toString() });
    return taken ? ok({ keyId }) : no(RETURN_CODES.parameter, 'publicKey: was used before');
  },

  healthCorrect({ db, keys, terminalId, now }, { bizSerialNum, recordId, element, reason }) {
    const record = db.record(terminalId, recordId);
    if (record === null) return no(RETURN_CODES.personNotFound, 'no such record of this terminal');
    const correction = { correctionId: randomUUID(), terminalId, serial: bizSerialNum, record: record.id, element, reasonSealed: seal(keys, reason), now };
    return ok({ correctionId: db.addCorrection(correction) });
  },

  auditHead({ db, terminalId, now }, { sequence, hash, at, keyId, signature }) {
    const head: AuditHead = { terminalId, sequence, hash, at: utcMillis(at), keyId, signature };
    // One that waited while the terminal's key was renewed is signed with the key before.
    const publicKeyPem = db.keyOf(terminalId, keyId);
    if (publicKeyPem === null) return no(RETURN_CODES.parameter, 'keyId: not a key of this terminal');
    if (!verify(null, Buffer.from(auditHeadText(head)), publicKeyPem, Buffer.from(signature, 'base64'))) return no(RETURN_CODES.parameter, 'signature: does not fit the head');
    const newest = db.newestHead(terminalId);
    const known = db.head(terminalId, sequence);
    // The audit only grows: a line that was told of keeps its hash, and none that was told of goes away.
    const status = known !== null ? (known.hash === hash ? 'duplicate' : 'conflict') : newest !== null && newest.sequence > sequence ? 'conflict' : 'accepted';
    if (status === 'accepted') db.addHead({ ...head, publicKeyPem, receivedAt: now });
    return ok({ status, sequence, hash, held: newest === null ? null : { sequence: newest.sequence, hash: newest.hash } });
  },
};

function parseKey(base64: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** Takes one sealed record: new, known with the same bytes, or wrong. */
function declare(context: OperationContext, item: SealedItem): RecordResult {
  const { db, now } = context;
  const { recordId, sealingKeyId, sealed: text } = item;
  // Records are counted by the terminal that made them, whichever carries them: the sealed body names it, and openRecord holds it to that.
  const terminalId = item.origin?.terminalId ?? context.terminalId;
  const sealed = Buffer.from(text, 'base64');
  const bodySha256 = createHash('sha256').update(sealed).digest('hex');
  const head = { recordId, bodySha256 };
  const rejected = (errorDesc: string): RecordResult => ({ ...head, status: 'rejected', errorCode: RETURN_CODES.parameter, errorDesc });
  if (context.busy()) return { ...head, status: 'busy', errorCode: RETURN_CODES.busy, errorDesc: 'upstream busy' };
  if (sealed.toString('base64') !== text) return rejected('sealed: not base64');
  if (item.origin !== undefined && !isVouched(context, item.origin, recordId, bodySha256)) return rejected('origin: not by a key of that terminal');
  const known = db.record(terminalId, recordId);
  if (known !== null) {
    if (known.bodySha256 !== bodySha256) return rejected('recordId: was used for another body');
    return { ...head, status: 'duplicate', errorCode: RETURN_CODES.ok, errorDesc: '', ...firstCode(context, known) };
  }
  const opened = context.opened.get(item) ?? openItem(context, item);
  if (!opened.ok) return rejected(opened.error);
  const { healthStatus } = opened.record;
  const id = db.addRecord({ terminalId, recordId, bodySha256, sealingKeyId, sealed, healthStatus, receivedAt: now });
  const { code, validUntil } = issueCode(context, id);
  return { ...head, status: 'accepted', errorCode: RETURN_CODES.ok, errorDesc: '', codeContent: code.text, validUntil };
}

/** Whether the terminal that is named as a record's maker has signed for it, with its key of now or of then. */
function isVouched({ db }: OperationContext, { terminalId, keyId, signature }: RecordOrigin, recordId: string, bodySha256: string): boolean {
  const known = db.keyOf(terminalId, keyId);
  return known !== null && verify(null, Buffer.from(originText(terminalId, recordId, bodySha256)), known, Buffer.from(signature, 'base64'));
}

/** Opens one sealed record of a request. */
export function openItem({ keys, terminalId }: Pick<OperationContext, 'keys' | 'terminalId'>, { recordId, sealingKeyId, sealed, origin }: SealedItem): Opened {
  return openRecord(Buffer.from(sealed, 'base64'), keys.opens.get(sealingKeyId), { recordId, terminalId: origin?.terminalId ?? terminalId, sealingKeyId });
}

/** The border voucher: valid 24 hours. */
function issueCode({ db, keys, now }: OperationContext, record: number): { code: MainlandCode; validUntil: string } {
  const code = makeCode(keys.code.privateKey, now);
  const expiresAt = utcMillis(now + VOUCHER_VALID_HOURS * HOUR_MS);
  db.addCode({ ...code, record, expiresAt });
  return { code, validUntil: formatGatewayTime(expiresAt) };
}

function firstCode({ db }: OperationContext, record: StoredRecord): { codeContent?: string; validUntil?: string } {
  const code = db.firstCode(record.id);
  return code === null ? {} : { codeContent: code.text, validUntil: formatGatewayTime(code.expiresAt) };
}

/** First character, then one star for each other: what a checker may see. */
function maskName(name: string): string {
  const [first = '', ...rest] = Array.from(name);
  return first + '*'.repeat(rest.length);
}

/** Free text is kept sealed to the gateway's own key, like the records. */
const seal = (keys: GatewayKeys, text: string): Uint8Array => sealedBox.seal(Buffer.from(text, 'utf8'), keys.sealing.publicKey);
