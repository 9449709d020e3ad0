import type Database from 'better-sqlite3-multiple-ciphers';
import { PortasFault } from '../model/fault.ts';
import { type PinRecord, type Role, ROLES, type StaffRecord, type StaffRecords } from '../model/staff.ts';
import { utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';

/** Members of staff and their PINs. Every write is on disk when it returns. */
export function createStaff(db: Database.Database): StaffRecords {
  const columns = `staff_number AS staffNumber, roles, badge_id AS badgeId, issuer, key_id AS keyId, badge_issued_at_ms AS issuedAt,
    badge_expires_at_ms AS expiresAt, pin_salt AS salt, pin_hash AS hash, pin_cost AS cost, pin_block_size AS blockSize,
    pin_parallelization AS parallelization, failures, last_failure_at_ms AS lastFailureAt`;
  const select = db.prepare<[Row], Row>(`SELECT ${columns} FROM staff WHERE staff_number = @staffNumber`);
  const selectAll = db.prepare<[], Row>(`SELECT ${columns} FROM staff ORDER BY staff_number`);
  const upsert = db.prepare<[Row]>(
    `INSERT INTO staff (staff_number, roles, badge_id, issuer, key_id, badge_issued_at_ms, badge_expires_at_ms)
     VALUES (@staffNumber, @roles, @badgeId, @issuer, @keyId, @issuedAt, @expiresAt)
     ON CONFLICT (staff_number) DO UPDATE SET roles = @roles, badge_id = @badgeId, issuer = @issuer, key_id = @keyId,
       badge_issued_at_ms = @issuedAt, badge_expires_at_ms = @expiresAt`,
  );
  const count = db.prepare<[Row]>('UPDATE staff SET failures = failures + 1, last_failure_at_ms = @at WHERE staff_number = @staffNumber');
  const forgive = db.prepare<[Row]>('UPDATE staff SET failures = 0, last_failure_at_ms = NULL WHERE staff_number = @staffNumber');
  const setPin = db.prepare<[Row]>(
    `UPDATE staff SET pin_salt = @salt, pin_hash = @hash, pin_cost = @cost, pin_block_size = @blockSize, pin_parallelization = @parallelization
     WHERE staff_number = @staffNumber`,
  );
  return {
    find(staffNumber) {
      const row = select.get({ staffNumber });
      return row === undefined ? null : toRecord(row);
    },
    keepBadge: (badge) => void upsert.run({ ...badge, roles: JSON.stringify(badge.roles) }),
    countTry: (staffNumber, at) => void count.run({ staffNumber, at }),
    forgiveTries: (staffNumber) => void forgive.run({ staffNumber }),
    setPin: (staffNumber, pin) => void setPin.run({ staffNumber, ...(pin ?? NO_PIN) }),
    all: () => selectAll.all().map(toRecord),
  };
}

const NO_PIN = { salt: null, hash: null, cost: null, blockSize: null, parallelization: null };

function toRecord(row: Row): StaffRecord {
  return {
    badge: {
      staffNumber: text(row, 'staffNumber'),
      roles: toRoles(text(row, 'roles')),
      badgeId: text(row, 'badgeId'),
      issuer: text(row, 'issuer'),
      keyId: text(row, 'keyId'),
      issuedAt: utcMillis(integer(row, 'issuedAt')),
      expiresAt: utcMillis(integer(row, 'expiresAt')),
    },
    pin: toPin(row),
    tries: { failures: integer(row, 'failures'), lastFailureAt: row.lastFailureAt === null ? null : utcMillis(integer(row, 'lastFailureAt')) },
  };
}

function toPin(row: Row): PinRecord | null {
  const { salt, hash } = row;
  if (!(salt instanceof Uint8Array) || !(hash instanceof Uint8Array)) return null;
  return { salt, hash, cost: integer(row, 'cost'), blockSize: integer(row, 'blockSize'), parallelization: integer(row, 'parallelization') };
}

function toRoles(json: string): readonly Role[] {
  const roles: unknown = JSON.parse(json);
  if (!Array.isArray(roles) || !roles.every((role): role is Role => ROLES.some((known) => known === role))) {
    throw new PortasFault('database-corrupt', 'column roles: expected a list of roles, found something else');
  }
  return roles;
}
