import { describe, expect, it } from 'vitest';
import { findChosen, parseCameraChoice } from '../../../../renderer/camera/camera-choice.ts';
import { NO_CONTROLS, readControls } from '../../../../renderer/camera/camera-controls.ts';
import { createHandOn, HAND_ON_MS, REST_MS } from '../../../../renderer/camera/hand-on.ts';
import { type Cameras, openCamera, stopCamera } from '../../../../renderer/camera/open-camera.ts';
import { type FrameSource, watchFrames } from '../../../../renderer/camera/watch-frames.ts';
import type { FoundCode } from '../../../../renderer/reader/found-code.ts';
import type { Reading } from '../../../../renderer/reader/reader.ts';
import type { ReaderImage } from '../../../../renderer/reader/reader-messages.ts';

describe('opening a camera', () => {
  const stream = { getTracks: () => [] } as unknown as MediaStream;
  const failing = (name: string): Cameras => ({ getUserMedia: () => Promise.reject(new DOMException('', name)), enumerateDevices: () => Promise.resolve([]) });

  it.each([
    ['NotFoundError', 'none'],
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotReadableError', 'in-use'],
    ['AbortError', 'in-use'],
    ['InvalidStateError', 'failed'],
  ])('says of %s: %s', async (name, fault) => {
    expect(await openCamera(failing(name), null)).toEqual({ ok: false, fault });
    expect(await openCamera(failing(name), 'chosen')).toEqual({ ok: false, fault });
  });

  it('says that there is none where the browser has no cameras at all', async () => {
    expect(await openCamera(undefined, null)).toEqual({ ok: false, fault: 'none' });
  });

  it('asks for the chosen one, without sound, and takes another when it is not there', async () => {
    const asked: MediaStreamConstraints[] = [];
    const cameras: Cameras = {
      getUserMedia(constraints) {
        asked.push(constraints ?? {});
        return asked.length === 1 ? Promise.reject(new DOMException('', 'OverconstrainedError')) : Promise.resolve(stream);
      },
      enumerateDevices: () => Promise.resolve([]),
    };
    expect(await openCamera(cameras, 'chosen')).toEqual({ ok: true, stream });
    const size = { width: { ideal: 1_280 }, height: { ideal: 720 } };
    expect(asked).toEqual([{ audio: false, video: { ...size, deviceId: { exact: 'chosen' } } }, { audio: false, video: size }]);
  });

  it('ends every track when it stops', () => {
    let ended = 0;
    const track = { stop: () => (ended += 1) };
    stopCamera({ getTracks: () => [track, track] } as unknown as MediaStream);
    expect(ended).toBe(2);
  });
});

describe('the choice of a camera', () => {
  it.each([null, '', 'x', '[]', '{"deviceId":7,"label":"","mirrored":"yes"}', JSON.stringify({ deviceId: 'a'.repeat(600) })])('takes %j for no choice', (stored) => {
    expect(parseCameraChoice(stored)).toEqual({ deviceId: null, label: null, mirrored: false });
  });

  it('finds the camera by its id, else by its name', () => {
    const devices = [{ deviceId: '1', label: 'Front' }, { deviceId: '2', label: 'Desk' }];
    const choice = (deviceId: string | null, label: string | null) => findChosen(devices, { deviceId, label, mirrored: false })?.deviceId ?? null;
    expect([choice('1', 'Desk'), choice('9', 'Desk'), choice('9', 'Gone'), choice(null, null)]).toEqual(['1', '2', null, null]);
  });
});

describe('light and focus', () => {
  const track = (capabilities: object, settings: object = {}) => readControls({ getCapabilities: () => capabilities, getSettings: () => settings });

  it('are offered as the camera has them', () => {
    expect(track({ torch: true, focusMode: ['continuous', 'manual'], focusDistance: { min: 0.1, max: 1, step: 0.1 } }, { torch: true, focusMode: 'manual', focusDistance: 0.5 })).toEqual({
      torch: true,
      focus: { automatic: false, distance: 0.5, min: 0.1, max: 1, step: 0.1 },
    });
  });

  it.each([{}, { torch: false, focusMode: 'manual' }, { focusMode: ['continuous', 'manual'] }, { focusMode: ['continuous', 'manual'], focusDistance: { min: 1, max: 1 } }, { focusMode: ['manual'], focusDistance: { min: 0, max: 1 } }])(
    'are not offered by %j',
    (capabilities) => {
      expect(track(capabilities)).toEqual(NO_CONTROLS);
    },
  );
});

const code = (text: string, x = 0, y = 0): FoundCode => ({ text, symbology: ']Q1', format: 'qr', corners: [{ x, y }, { x: x + 10, y }, { x: x + 10, y: y + 10 }, { x, y: y + 10 }] });

describe('the code that goes on', () => {
  const frame = { width: 100, height: 100 };

  it('is named again only after a while, as long as it is held', () => {
    const handOn = createHandOn();
    const taken = [0, 33, HAND_ON_MS - 1, HAND_ON_MS, HAND_ON_MS + 1].map((now) => handOn.take([code('A')], frame, now)?.text ?? null);
    expect(taken).toEqual(['A', null, null, 'A', null]);
  });

  it('waits after a fault, and is then named at once', () => {
    const handOn = createHandOn();
    expect(handOn.take([code('A')], frame, 0)?.text).toBe('A');
    handOn.rest(1);
    expect([HAND_ON_MS + 1, REST_MS, REST_MS + 1].map((now) => handOn.take([code('A')], frame, now)?.text ?? null)).toEqual([null, null, 'A']);
  });

  it('is the one in the middle of several', () => {
    expect(createHandOn().take([code('corner', 0, 0), code('middle', 45, 45), code('edge', 90, 45)], frame, 0)?.text).toBe('middle');
  });

  it('goes on at once when it is another', () => {
    const handOn = createHandOn();
    expect(['A', 'B', 'A'].map((text) => handOn.take([code(text)], frame, 1)?.text)).toEqual(['A', 'B', 'A']);
    expect(handOn.take([], frame, 2)).toBeNull();
  });
});

describe('frames', () => {
  /** A video of which the test shows frame after frame, and a reader that answers when told. */
  function stage() {
    let look: (() => void) | null = null;
    const world = { visible: true, image: {} as ReaderImage | null, grabbed: 0, calledOff: 0 };
    const source: FrameSource = {
      nextFrame(next) {
        look = next;
        return () => {
          look = null;
          world.calledOff += 1;
        };
      },
      isVisible: () => world.visible,
      grab() {
        world.grabbed += 1;
        return world.image;
      },
    };
    let answer: PromiseWithResolvers<Reading | null> | null = null;
    const reader = {
      get busy() {
        return answer !== null;
      },
      read: () => (answer = Promise.withResolvers<Reading | null>()).promise,
    };
    const seen: (Reading | 'failed')[] = [];
    const stop = watchFrames(source, reader, { read: (reading) => seen.push(reading), failed: () => seen.push('failed') });
    const settle = async (act: (waiting: PromiseWithResolvers<Reading | null>) => void): Promise<void> => {
      const waiting = answer;
      answer = null;
      if (waiting !== null) act(waiting);
      await Promise.resolve().then(() => Promise.resolve());
    };
    return { world, seen, stop, frame: () => look?.(), settle };
  }
  const reading: Reading = { codes: [code('A')], grabMs: 0, elapsedMs: 1 };

  it('are looked at one at a time: those that come meanwhile pass by', async () => {
    const { world, seen, frame, settle } = stage();
    for (let count = 0; count < 3; count += 1) frame();
    expect(world.grabbed).toBe(1);
    await settle(({ resolve }) => resolve(reading));
    frame();
    expect([world.grabbed, seen]).toEqual([2, [reading]]);
  });

  it('are not looked at while nobody can see the window, nor before there is one', () => {
    const { world, frame } = stage();
    world.visible = false;
    frame();
    expect(world.grabbed).toBe(0);
    Object.assign(world, { visible: true, image: null });
    frame();
    frame();
    expect(world.grabbed).toBe(2);
  });

  it('are called off when it stops, and an answer that comes later is not heard', async () => {
    const { world, seen, stop, frame, settle } = stage();
    frame();
    stop();
    await settle(({ resolve }) => resolve(reading));
    frame();
    expect([world.calledOff, world.grabbed, seen]).toEqual([1, 1, []]);
  });

  it('that cannot be looked at are said to fail; a dropped one is not', async () => {
    const { seen, frame, settle } = stage();
    frame();
    await settle(({ resolve }) => resolve(null));
    frame();
    await settle(({ reject }) => reject(new Error('no decoder')));
    expect(seen).toEqual(['failed']);
  });
});
