import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate, readMigrations } from '../../../core/store/migrate.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { auditEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

describe('the audit', () => {
  it('keeps the roles of both people; lines from before the second’s were kept have none', () => {
    const file = join(tempDir(), 'portas.db');
    const old = rawDatabase(file);
    migrate(old, readMigrations().slice(0, 9));
    old.exec("INSERT INTO audit (at_ms, action, person, roles, second) VALUES (1, 'override', '1042', '[\"officer\"]', '2001')");
    old.close();
    const store = openStore(file);
    expect(store.audit.recent(1)).toMatchObject([{ second: '2001', secondRoles: [] }]);
    const kept = auditEntry({ action: 'override', second: '2001', secondRoles: ['supervisor', 'technician'] });
    store.audit.record(kept);
    store.audit.record(auditEntry());
    expect(store.audit.recent(2)).toEqual([{ ...auditEntry(), secondRoles: [] }, kept]);
    store.close();
  });
});
