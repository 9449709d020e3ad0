/**
 * Tones by Web Audio, distinct by pitch and rhythm, so that an officer who looks at the traveller hears the outcome.
 */
import type { VerdictView } from '../../core/contract.ts';

export type Tone = VerdictView['outcome'] | 'torn' | 'notice' | 'notice-urgent';

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

/** Pass: one high; refer: two middle; refuse: one low and long; torn read: a short double click; notice: three short ones that rise; urgent notice: they come twice. */
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
  notice: rise(0),
  'notice-urgent': [...rise(0), ...rise(0.6)],
};

/** Peak of the loudest tone at full volume; above it small speakers distort. */
const PEAK = 0.6;
/** Seconds over which a tone swells and fades; less is heard as a crack. */
const EDGE = 0.008;

export interface Speaker {
  /** @param volume - 0..1; 0 is silent. */
  play(tone: Tone, volume: number): void;
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
    play(tone, volume) {
      if (volume <= 0) return;
      const audio = open();
      // A tone that would sound late, when the block is lifted, would belong to another traveller.
      if (audio.state !== 'running') return;
      for (const beep of TONES[tone]) sound(audio, beep, volume * PEAK);
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
