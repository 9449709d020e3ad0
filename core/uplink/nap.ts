/** A sleep that can be ended from outside. Layer: uplink. */
export interface Nap {
  /** Resolves after a time, or at the next wake; at once when woken since the last sleep ended. One sleeper at a time. */
  sleep(ms: number): Promise<void>;
  wake(): void;
}

export function createNap(): Nap {
  let woken = false;
  let end: (() => void) | null = null;
  return {
    sleep(ms) {
      if (woken) {
        woken = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          end = null;
          woken = false;
          resolve();
        };
        const timer = setTimeout(finish, ms);
        end = finish;
      });
    },
    wake() {
      woken = true;
      end?.();
    },
  };
}
