import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUILD_FILE, readBuildTime } from '../../../core/build-time.ts';
import { tempDir } from '../../support/temp-dir.ts';

const AT = Date.parse('2021-09-01T02:00:00Z');

function home(buildFile: string | null): URL {
  const dir = tempDir();
  writeFileSync(join(dir, 'package.json'), '{}');
  utimesSync(join(dir, 'package.json'), 1_000, 1_000);
  if (buildFile !== null) writeFileSync(join(dir, BUILD_FILE), buildFile);
  return pathToFileURL(`${dir}/`);
}

describe('the time of the build', () => {
  it('is what the build wrote', () => {
    expect(readBuildTime(home('{"builtAt":"2021-09-01T02:00:00.000Z"}'))).toBe(AT);
  });

  it.each([null, '', '{', 'null', '{}', '{"builtAt":1}', '{"builtAt":"soon"}'])('is that of the package file where the build file holds %j', (content) => {
    expect(readBuildTime(home(content))).toBe(1_000_000);
  });

  it('is no floor where nothing tells', () => {
    expect(readBuildTime(pathToFileURL(`${tempDir()}/`))).toBe(0);
  });

  it('of the sources is that of this repository', () => {
    expect(readBuildTime()).toBe(Math.floor(statSync(new URL('../../../package.json', import.meta.url)).mtimeMs));
  });
});
