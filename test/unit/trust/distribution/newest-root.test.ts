import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, utcMillis } from '../../../../core/model/units.ts';
import { openFolderSource } from '../../../../core/trust/distribution/folder-source.ts';
import { openLayout } from '../../../../core/trust/distribution/layout.ts';
import type { SetContent, SignedSet } from '../../../../core/trust/distribution/signed-set.ts';
import { type UpdateResult, updateSet } from '../../../../core/trust/distribution/update.ts';
import { toBytes } from '../../../../tools/trust/metadata.ts';
import { createRepository, publish, type TrustRepository } from '../../../../tools/trust/repository.ts';
import { writeRepository } from '../../../../tools/trust/repository-files.ts';
import { type RoleKeys, roleKeysFromSeed, toRoles } from '../../../../tools/trust/roles.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const AT = utcMillis(Date.UTC(2026, 5, 1));
const KEYS = roleKeysFromSeed('first');
const FIRST = createRepository({ at: AT, signers: KEYS, targets: [] });

/** A terminal's folder of sets, and what comes of a repository that is brought to it. */
function openTerminal(): (repository: TrustRepository) => Promise<UpdateResult<SetContent>> {
  const layout = openLayout(tempDir());
  let inForce: SignedSet<SetContent> | null = null;
  return async (repository) => {
    const stick = tempDir();
    writeRepository(stick, repository);
    const result = await updateSet<SetContent>({
      layout,
      source: await openFolderSource(stick),
      initialRoot: toBytes(FIRST.roots[0]),
      marks: null,
      inForce,
      referenceTime: utcMillis(AT + HOUR_MS),
      clockBehind: false,
      check: () => ({ signedAt: null }),
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    if (result.result === 'installed') inForce = result.signed;
    return result;
  };
}

/** A next root with all root keys from another seed, signed by the old and the new ones. */
function rotate(seed: string, change: { readonly expired?: true } = {}): TrustRepository {
  const next: RoleKeys = { ...KEYS, root: roleKeysFromSeed(seed).root };
  const signers: RoleKeys = { ...KEYS, root: [...KEYS.root, ...next.root] };
  return publish(FIRST, { at: AT, signers, roles: toRoles(next), ...(change.expired === true ? { expires: { timestamp: utcMillis(AT - DAY_MS) } } : {}) });
}

describe('a root that came with a refused set', () => {
  it('counts from then on: keys that it withdrew make no other root', async () => {
    const bring = openTerminal();
    expect((await bring(FIRST)).result).toBe('installed');
    expect(await bring(rotate('second', { expired: true }))).toMatchObject({ result: 'refused', refusal: { code: 'freeze' } });
    // Whoever has the old root keys names keys of their own, and goes on with those.
    const thief: RoleKeys = { ...KEYS, root: roleKeysFromSeed('thief').root };
    const stolen = publish(rotate('thief'), { at: AT, signers: thief, roles: toRoles(thief) });
    expect(await openTerminal()(stolen)).toMatchObject({ result: 'installed', versions: { root: 3 } });
    expect(await bring(stolen)).toMatchObject({ result: 'refused', refusal: { code: 'threshold' } });
    expect(await bring(rotate('second'))).toMatchObject({ result: 'installed', versions: { root: 2 } });
  });
});
