import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit, AuditEntry } from '../model/audit.ts';
import { type Acknowledgement, type Notice, NOTICE_SEVERITIES, type NoticeRecords } from '../model/notice.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';

const COLUMNS = `notice_id AS noticeId, severity, text, sent_at_ms AS sentAt, sent_by AS sentBy, valid_until_ms AS validUntil, withdrawn_at_ms AS withdrawnAt, withdrawn_by AS withdrawnBy`;

/** Notices and who acknowledged them. A write is one transaction with its audit line, on disk when the call returns. */
export function createNotices(db: Database.Database, audit: Pick<Audit, 'record'>): NoticeRecords {
  const insert = db.prepare<[Row]>('INSERT INTO notices (notice_id, severity, text, sent_at_ms, sent_by, valid_until_ms) VALUES (@noticeId, @severity, @text, @sentAt, @sentBy, @validUntil)');
  const update = db.prepare<[Row]>('UPDATE notices SET withdrawn_at_ms = @at, withdrawn_by = @by WHERE notice_id = @noticeId AND withdrawn_at_ms IS NULL');
  const insertAcknowledgement = db.prepare<[Row]>("INSERT INTO notice_acknowledgements (notice_id, at_ms, person) VALUES (@noticeId, @at, @by) ON CONFLICT (notice_id, coalesce(person, '')) DO NOTHING");
  const selectStanding = db.prepare<[Row], Row>(`SELECT ${COLUMNS} FROM notices WHERE withdrawn_at_ms IS NULL AND coalesce(valid_until_ms, 9007199254740991) > @at ORDER BY sent_at_ms, id`);
  const selectPast = db.prepare<[Row], Row>(`SELECT ${COLUMNS} FROM notices WHERE withdrawn_at_ms IS NOT NULL OR valid_until_ms <= @at ORDER BY id DESC LIMIT @limit`);
  const selectOne = db.prepare<[Row], Row>("SELECT 1 AS found FROM notice_acknowledgements WHERE notice_id = @noticeId AND coalesce(person, '') = coalesce(@by, '')");
  const selectAcknowledgements = db.prepare<[Row], Row>('SELECT notice_id AS noticeId, at_ms AS at, person AS by FROM notice_acknowledgements WHERE notice_id = @noticeId ORDER BY id');

  const send = db.transaction(({ noticeId, severity, text: words, sentAt, sentBy, validUntil }: Omit<Notice, 'withdrawn'>, line: AuditEntry) => {
    insert.run({ noticeId, severity, text: words, sentAt, sentBy, validUntil });
    audit.record(line);
  });
  const withdraw = db.transaction((noticeId: string, at: UtcMillis, by: string | null, line: AuditEntry): boolean => {
    if (update.run({ noticeId, at, by }).changes === 0) return false;
    audit.record(line);
    return true;
  });
  const acknowledge = db.transaction(({ noticeId, at, by }: Acknowledgement, line: AuditEntry): boolean => {
    if (insertAcknowledgement.run({ noticeId, at, by }).changes === 0) return false;
    audit.record(line);
    return true;
  });
  return {
    send: (notice, line) => send.immediate(notice, line),
    withdraw: (noticeId, at, by, line) => withdraw.immediate(noticeId, at, by, line),
    acknowledge: (acknowledgement, line) => acknowledge.immediate(acknowledgement, line),
    standing: (at) => selectStanding.all({ at }).map(toNotice),
    past: (at, limit) => selectPast.all({ at, limit }).map(toNotice),
    hasAcknowledged: (noticeId, by) => selectOne.get({ noticeId, by }) !== undefined,
    acknowledgementsOf: (noticeId) => selectAcknowledgements.all({ noticeId }).map(toAcknowledgement),
  };
}

const person = (row: Row, column: string): string | null => (row[column] === null ? null : text(row, column));
const instant = (row: Row, column: string): UtcMillis | null => (row[column] === null ? null : utcMillis(integer(row, column)));

function toNotice(row: Row): Notice {
  const withdrawnAt = instant(row, 'withdrawnAt');
  return {
    noticeId: text(row, 'noticeId'),
    severity: oneOf(NOTICE_SEVERITIES, row, 'severity'),
    text: text(row, 'text'),
    sentAt: utcMillis(integer(row, 'sentAt')),
    sentBy: person(row, 'sentBy'),
    validUntil: instant(row, 'validUntil'),
    withdrawn: withdrawnAt === null ? null : { at: withdrawnAt, by: person(row, 'withdrawnBy') },
  };
}

const toAcknowledgement = (row: Row): Acknowledgement => ({ noticeId: text(row, 'noticeId'), at: utcMillis(integer(row, 'at')), by: person(row, 'by') });
