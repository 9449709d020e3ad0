import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BALLAST_FILE, createDiskSpace, DISK_LIMITS, type DiskLimits } from '../../../core/store/disk-space.ts';
import { tempDir } from '../../support/temp-dir.ts';

const LIMITS: DiskLimits = { low: 4_000_000, full: 1_000_000, ballast: 2_500_000 };

/** A disk with so much room beside the ballast. */
function open(room: number) {
  const dataDir = tempDir();
  const file = join(dataDir, BALLAST_FILE);
  const disk = { room, given: 0, changes: 0, faults: [] as unknown[] };
  const ballastBytes = () => (existsSync(file) ? statSync(file).size : 0);
  const space = createDiskSpace({
    dataDir,
    limits: LIMITS,
    freeBytes: () => disk.room - ballastBytes(),
    onBallastGone: () => void (disk.given += 1),
    onChange: () => void (disk.changes += 1),
    onFault: (cause) => void disk.faults.push(cause),
  });
  return { space, disk, file, dataDir };
}

it('goes from ok to low to full and back, the ballast given up on the way and laid again when there is room', async () => {
  const { space, disk, file } = open(10_000_000);
  await space.layBallast();
  expect(statSync(file)).toMatchObject({ size: LIMITS.ballast });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(space.look()).toBe('ok');
  disk.room = LIMITS.ballast + LIMITS.low - 1;
  expect(space.look()).toBe('low');
  expect(disk.given).toBe(0);
  // Below full with the ballast there is low without it.
  disk.room = LIMITS.ballast + LIMITS.full - 1;
  expect(space.look()).toBe('low');
  expect([disk.given, existsSync(file)]).toEqual([1, false]);
  disk.room = LIMITS.full - 1;
  expect(space.look()).toBe('full');
  expect(space.read()).toEqual({ state: 'full', freeBytes: LIMITS.full - 1, ballast: false });
  // Enough to work and not enough for a ballast as well.
  disk.room = LIMITS.low + LIMITS.ballast - 1;
  await space.layBallast();
  expect([space.look(), existsSync(file)]).toEqual(['ok', false]);
  disk.room = LIMITS.low + LIMITS.ballast;
  await space.layBallast();
  expect([space.look(), existsSync(file)]).toEqual(['ok', true]);
  expect(disk).toMatchObject({ given: 1, changes: 3, faults: [] });
});

it('lays one ballast, however often it is asked', async () => {
  const { space, dataDir } = open(10_000_000);
  await Promise.all([space.layBallast(), space.layBallast()]);
  await space.layBallast();
  expect(readdirSync(dataDir)).toEqual([BALLAST_FILE]);
});

it('keeps the ballast of an earlier run', () => {
  const { space, file } = open(10_000_000);
  writeFileSync(file, Buffer.alloc(10));
  space.look();
  expect(space.read().ballast).toBe(true);
});

it('tells a ballast that cannot be laid, and leaves nothing of it', async () => {
  const dataDir = join(tempDir(), 'gone');
  const faults: unknown[] = [];
  const space = createDiskSpace({ dataDir, limits: LIMITS, freeBytes: () => 10_000_000, onBallastGone: () => undefined, onChange: () => undefined, onFault: (cause) => void faults.push(cause) });
  await space.layBallast();
  expect(faults).toHaveLength(1);
});

it('says what it said last when the disk does not tell', () => {
  const { space, disk } = open(LIMITS.low - 1);
  expect(space.look()).toBe('low');
  const faults: unknown[] = [];
  const gone = createDiskSpace({ dataDir: join(tempDir(), 'gone'), onBallastGone: () => undefined, onChange: () => undefined, onFault: (cause) => void faults.push(cause) });
  expect(gone.look()).toBe('ok');
  expect(faults).toHaveLength(1);
  expect(disk.changes).toBe(1);
});

it('has steps that follow from each other', () => {
  const { low, full, ballast } = DISK_LIMITS;
  // The ballast, given up below full, must be enough to be above full again with room to clear away.
  expect(ballast).toBeGreaterThanOrEqual(2 * full);
  expect(low).toBeGreaterThanOrEqual(full + ballast);
});

it('tells of a ballast that cannot even be cleared away, and lays it when it can', async () => {
  const { space, disk, file } = open(10_000_000);
  mkdirSync(`${file}.partial`);
  await space.layBallast();
  await space.stop();
  expect(disk.faults.length).toBeGreaterThan(0);
  rmdirSync(`${file}.partial`);
  await space.layBallast();
  expect(existsSync(file)).toBe(true);
});
