import { describe, expect, it } from 'vitest';
import { compareVersions, parseVersion } from '../../../core/model/version.ts';

describe('versions', () => {
  it.each([null, 1, '', '1', '1.0', '1.0.0.0', '1.0.x', 'v1.0.0', '1.0.0-a', '-1.0.0', '1.0.123456'])('are not read from %j', (text) => {
    expect(parseVersion(text)).toBeNull();
  });

  it('are ordered by their numbers', () => {
    const texts = ['0.7.5', '1.0.0', '1.0.2', '1.0.10', '1.2.0', '1.10.0', '2.0.0'];
    const versions = texts.map((text) => parseVersion(text) ?? ([0, 0, 0] as const));
    expect(versions.toReversed().toSorted(compareVersions).map((version) => version.join('.'))).toEqual(texts);
    expect(compareVersions([1, 2, 3], [1, 2, 3])).toBe(0);
  });
});
