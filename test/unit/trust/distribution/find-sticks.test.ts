import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSticks, MAX_STICKS } from '../../../../core/trust/distribution/find-sticks.ts';
import { tempDir } from '../../../support/temp-dir.ts';

function repositoryAt(folder: string): string {
  mkdirSync(join(folder, 'metadata'), { recursive: true });
  writeFileSync(join(folder, 'metadata/timestamp.json'), '');
  return folder;
}

describe('sticks', () => {
  it('are found where they are mounted, for a user, and in a folder of theirs', async () => {
    const media = tempDir();
    const found = [repositoryAt(join(media, 'a')), repositoryAt(join(media, 'user/stick')), repositoryAt(join(media, 'user/stick-2/portas'))];
    repositoryAt(join(media, 'user/stick-3/too/deep'));
    mkdirSync(join(media, 'empty'));
    expect(await findSticks([media, join(media, 'none')])).toEqual(found);
  });

  it('are not what a link leads to, nor a folder without a timestamp that is a file', async () => {
    const media = tempDir();
    symlinkSync(repositoryAt(tempDir()), join(media, 'link'));
    mkdirSync(join(media, 'odd/metadata/timestamp.json'), { recursive: true });
    expect(await findSticks([media])).toEqual([]);
  });

  it('are listed up to a limit', async () => {
    const media = tempDir();
    for (let n = 0; n < MAX_STICKS + 4; n++) repositoryAt(join(media, `stick ${n}`));
    expect(await findSticks([media])).toHaveLength(MAX_STICKS);
  });
});
