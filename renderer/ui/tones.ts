/**
 * Tones by Web Audio, distinct by pitch and rhythm, so that an officer who looks at the traveller hears the outcome.
 */
import type { ScannerRole, VerdictView } from '../../core/contract.ts';

export type Tone = VerdictView['outcome'] | 'torn' | 'notice' | 'notice-urgent' | 'alarm';

interface Beep {
  /** Seconds after the start. */
  readonly at: number;
  /** Hertz. */
  readonly pitch: number;
  /** Seconds. */
  readonly length: number;
  readonly shape: OscillatorType;
}

/** A notice: three short ones that rise, unlike any verdict. */
const rise = (from: number): readonly Beep[] => [
  { at: from, pitch: 523, length: 0.09, shape: 'sine' },
  { at: from + 0.12, pitch: 659, length: 0.09, shape: 'sine' },
  { at: from + 0.24, pitch: 880, length: 0.16, shape: 'sine' },
];

/** Pass: one high; refer: two middle; refuse: one low and long; torn read: a short double click; notice: three short ones that rise; urgent notice: they come twice; alarm: two that fall, twice. */
const TONES: Readonly<Record<Tone, readonly Beep[]>> = {
  pass: [{ at: 0, pitch: 1_568, length: 0.14, shape: 'sine' }],
  refer: [
    { at: 0, pitch: 784, length: 0.13, shape: 'triangle' },
    { at: 0.2, pitch: 784, length: 0.13, shape: 'triangle' },
  ],
  refuse: [{ at: 0, pitch: 196, length: 0.65, shape: 'sawtooth' }],
  torn: [
    { at: 0, pitch: 2_400, length: 0.025, shape: 'square' },
    { at: 0.09, pitch: 2_400, length: 0.025, shape: 'square' },
  ],
  alarm: [
    { at: 0, pitch: 988, length: 0.14, shape: 'triangle' },
    { at: 0.16, pitch: 659, length: 0.2, shape: 'triangle' },
    { at: 0.44, pitch: 988, length: 0.14, shape: 'triangle' },
    { at: 0.6, pitch: 659, length: 0.2, shape: 'triangle' },
  ],
  notice: rise(0),
  'notice-urgent': [...rise(0), ...rise(0.6)],
};

/**
 * Voices of a tone, as multiples of its pitch. The verdict is in rhythm and pitch, whoever scanned; the side of the desk is in the
 * number of voices: the officer's scanner sounds with one, the traveller's with two, a fifth apart. Nobody needs to remember a pitch for that.
 */
const VOICES: Readonly<Record<ScannerRole, readonly number[]>> = { officer: [1], traveller: [1, 1.5] };

/** Peak of the loudest tone at full volume; above it small speakers distort. */
const PEAK = 0.6;
/** Seconds over which a tone swells and fades; less is heard as a crack. */
const EDGE = 0.008;

export interface Speaker {
  /**
   * @param volume - 0..1; 0 is silent.
   * @param side - whose scanner it is about.
   */
  play(tone: Tone, volume: number, side: ScannerRole): void;
  /** Whether the browser lets tones sound; before the first key press it may not. */
  isAudible(): boolean;
  /** Call at a key press or click: lifts the browser's block. */
  wake(): void;
}

/** The window's speaker. The audio device is opened at the first tone and kept. */
export function createSpeaker(): Speaker {
  let context: AudioContext | null = null;
  const open = (): AudioContext => {
    context ??= new AudioContext({ latencyHint: 'interactive' });
    if (context.state === 'suspended') context.resume().catch(() => undefined);
    return context;
  };
  return {
    play(tone, volume, side) {
      if (volume <= 0) return;
      const audio = open();
      // A tone that would sound late, when the block is lifted, would belong to another traveller.
      if (audio.state !== 'running') return;
      const voices = VOICES[side];
      for (const beep of TONES[tone]) {
        for (const voice of voices) sound(audio, { ...beep, pitch: beep.pitch * voice }, (volume * PEAK) / voices.length);
      }
    },
    isAudible: () => context === null || context.state === 'running',
    wake: () => void open(),
  };
}

function sound(audio: AudioContext, { at, pitch, length, shape }: Beep, level: number): void {
  const start = audio.currentTime + at;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = shape;
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(level, start + EDGE);
  gain.gain.setValueAtTime(level, Math.max(start + EDGE, start + length - EDGE));
  gain.gain.linearRampToValueAtTime(0, start + length);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + length);
}
