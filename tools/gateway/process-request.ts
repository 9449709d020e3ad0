/** What a signed request is worth: checks it step by step, cheapest and most general first, then runs its operation. */
import { createPublicKey } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../core/model/clock.ts';
import { RETURN_CODES, type ReturnCode } from '../../core/model/mainland-profile.ts';
import { utcMillis } from '../../core/model/units.ts';
import { parseGatewayTime } from '../../core/uplink/gateway-time.ts';
import type { GatewayDatabase } from './database.ts';
import type { GatewayKeys } from './keys.ts';
import { MAX_JSON_DEPTH, TIME_WINDOW_MS } from './limits.ts';
import type { Opened } from './open-record.ts';
import { openItem, OPERATION_HANDLERS, type OperationContext, type OperationResult, type SealedItem } from './operations.ts';
import { jsonDepth, type Operation, REQUESTS } from './requests.ts';
import { verifySignature } from './verify-signature.ts';

export interface ReceivedRequest {
  readonly method: string;
  readonly targetUri: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer before it is written: members of the JSON and the status. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Status of each return code. */
const STATUSES: Readonly<Record<ReturnCode, number>> = {
  '0': 200,
  '1001': 400,
  '1002': 401,
  '1003': 401,
  '1004': 403,
  '2001': 404,
  '2002': 422,
  '2003': 410,
  '2004': 409,
  '3001': 503,
  '3002': 503,
  '9999': 500,
};

/** @param status - of the code unless given. */
export function failure(code: Exclude<ReturnCode, '0'>, errorDesc: string, bizSerialNum: string | null = null, status = STATUSES[code]): Answer {
  return { status, body: { success: false, errorCode: code, errorDesc, bizSerialNum } };
}

export interface Processing {
  readonly db: GatewayDatabase;
  readonly keys: GatewayKeys;
  readonly clock: Clock;
  readonly busy: () => boolean;
}

/** Throws on faults of the gateway's own alone; the operation has done nothing then. */
export async function processRequest({ db, keys, clock, busy }: Processing, operation: Operation, request: ReceivedRequest): Promise<Answer> {
  const now = clock.now();
  // 1. Who sent these bytes? Nothing in them is read before that is known.
  let terminalId = '';
  const check = verifySignature(request, (keyId) => {
    const terminal = db.terminalOfKey(keyId);
    if (terminal === null) return null;
    terminalId = terminal.terminalId;
    return createPublicKey(terminal.publicKeyPem);
  });
  if (!check.ok) {
    return check.reason === 'unknown-key' ? failure(RETURN_CODES.caller, 'unknown terminal') : failure(RETURN_CODES.signature, `signature: ${check.reason}`);
  }
  const created = check.createdSeconds * 1_000;
  if (Math.abs(now - created) > TIME_WINDOW_MS) return failure(RETURN_CODES.replay, 'created: outside the window');

  // 2. What do they say?
  const text = request.body.toString('utf8');
  if (jsonDepth(text) > MAX_JSON_DEPTH) return failure(RETURN_CODES.parameter, 'body: nested too deeply');
  const json = parseJson(text);
  const parsed = REQUESTS[operation].safeParse(json);
  if (!parsed.success) {
    return failure(RETURN_CODES.parameter, `malformed: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
  }
  const { bizPackage } = parsed.data;
  const { bizSerialNum, custNum } = bizPackage;
  if (custNum !== terminalId) return failure(RETURN_CODES.caller, 'custNum: not the terminal that signed', bizSerialNum);
  const sentAt = parseGatewayTime(bizPackage.timeStamp);
  if (sentAt === null) return failure(RETURN_CODES.parameter, 'timeStamp: not a time', bizSerialNum);
  if (Math.abs(now - sentAt) > TIME_WINDOW_MS) return failure(RETURN_CODES.replay, 'timeStamp: outside the window', bizSerialNum);

  // 3. Once only.
  if (!db.spendNonce(check.keyId, check.nonce, now, utcMillis(created + TIME_WINDOW_MS))) {
    return failure(RETURN_CODES.replay, 'nonce: spent before', bizSerialNum);
  }

  db.transact(() => db.confirmKey(terminalId, check.keyId));

  // 4. Boxes are opened before the transaction, which is short and whole.
  const opened = await openBoxes(bizPackage, { db, keys, terminalId });
  const result = db.transact(() => run(operation, { db, keys, terminalId, now, busy, opened }, bizPackage));
  if (result.code !== RETURN_CODES.ok) return failure(result.code, result.error, bizSerialNum);
  return { status: 200, body: { success: true, errorCode: RETURN_CODES.ok, errorDesc: '', bizSerialNum, ...result.body } };
}

/** Opens the sealed records of a request that the database does not know yet, letting other work pass between them. */
async function openBoxes(bizPackage: object, context: Pick<OperationContext, 'db' | 'keys' | 'terminalId'>): Promise<ReadonlyMap<object, Opened>> {
  const opened = new Map<object, Opened>();
  const items = 'records' in bizPackage ? bizPackage.records : 'sealed' in bizPackage ? [bizPackage as SealedItem] : [];
  for (const item of items as readonly SealedItem[]) {
    if (context.db.record(context.terminalId, item.recordId) !== null) continue;
    opened.set(item, openItem(context, item));
    await setImmediate();
  }
  return opened;
}

function run(operation: Operation, context: OperationContext, fields: unknown): OperationResult {
  // The schema of the same name has parsed the fields; the compiler cannot follow one key through two tables.
  const handler = OPERATION_HANDLERS[operation] as (context: OperationContext, fields: unknown) => OperationResult;
  return handler(context, fields);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
