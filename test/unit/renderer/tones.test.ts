import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSpeaker, type Tone } from '../../../renderer/ui/tones.ts';

const TONES: readonly Tone[] = ['pass', 'refer', 'refuse', 'torn'];

/** What is sounded: start, pitch, level at its height. */
let sounded: { at: number; pitch: number; level: number }[] = [];
const node = (): object => ({ connect: (to: object) => to });
class FakeAudio {
  readonly state = 'running';
  readonly currentTime = 0;
  readonly destination = node();
  createGain(): object {
    const levels: number[] = [];
    return { ...node(), levels, gain: { setValueAtTime: () => undefined, linearRampToValueAtTime: (level: number) => void levels.push(level) } };
  }
  createOscillator(): object {
    const frequency = { value: 0 };
    let levels: readonly number[] = [];
    return {
      frequency,
      connect: (to: { levels: readonly number[]; connect: () => object }) => {
        levels = to.levels;
        return to;
      },
      start: (at: number) => void sounded.push({ at, pitch: frequency.value, level: Math.max(...levels) }),
      stop: () => undefined,
    };
  }
}

beforeEach(() => void vi.stubGlobal('AudioContext', FakeAudio));
afterEach(() => {
  vi.unstubAllGlobals();
  sounded = [];
});
function play(tone: Tone, side: 'officer' | 'traveller', volume = 1) {
  sounded = [];
  createSpeaker().play(tone, volume, side);
  return sounded;
}

describe('the tones of two sides', () => {
  it('are silent at volume 0', () => {
    expect(play('refuse', 'traveller', 0)).toEqual([]);
  });

  it.each(TONES)('keep the rhythm and the pitch of %s, and differ in the number of voices', (tone) => {
    const [officer, traveller] = [play(tone, 'officer'), play(tone, 'traveller')];
    const rhythm = (beeps: typeof sounded): number[] => [...new Set(beeps.map(({ at }) => at))];
    expect(rhythm(traveller)).toEqual(rhythm(officer));
    for (const { at, pitch } of officer) {
      expect(officer.filter((beep) => beep.at === at).map((beep) => beep.pitch)).toEqual([pitch]);
      expect(traveller.filter((beep) => beep.at === at).map((beep) => beep.pitch)).toEqual([pitch, pitch * 1.5]);
    }
  });

  it('are no louder together than one alone', () => {
    const loudest = (beeps: typeof sounded): number => beeps.filter(({ at }) => at === beeps[0]?.at).reduce((sum, { level }) => sum + level, 0);
    expect(loudest(play('pass', 'traveller'))).toBeCloseTo(loudest(play('pass', 'officer')));
  });

  it('of each verdict differ from each other on either side', () => {
    const seen = TONES.flatMap((tone) => (['officer', 'traveller'] as const).map((side) => JSON.stringify(play(tone, side))));
    expect(new Set(seen).size).toBe(seen.length);
  });
});
