/**
 * The last resort of a process of ours: what nobody caught is told in one line and ends the process in good order, and a log that cannot be written ends
 * nothing. Layer: electron.
 */

/** Places in the program that are told of a fault: where it arose, and by what way it was reached. */
const TOLD_PLACES = 5;

/**
 * Tells `end` of the first fault that nobody caught, be it thrown or a promise that was rejected. What comes after it, while the process ends, is let go.
 * @param end - ends the process. The line names the fault's kind and place, never its message, which may quote what a traveller showed.
 */
export function onUncaught(end: (line: string) => void): void {
  let ending = false;
  const take = (cause: unknown): void => {
    if (ending) return;
    ending = true;
    end(`a fault that nobody caught: ${describeUncaught(cause)}`);
  };
  process.on('uncaughtException', take);
  // Electron would warn and go on.
  process.on('unhandledRejection', take);
}

/** Goes on without a log where it cannot be written any more: its disk is full, or whoever read it is gone. Without a listener each line would end the process. */
export function outliveLog(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Kind and place of a fault, without its message. */
export function describeUncaught(cause: unknown): string {
  if (!(cause instanceof Error)) return `no error but a ${cause === null ? 'null' : typeof cause}`;
  const kind = [cause.name, ...('code' in cause ? [String(cause.code)] : [])].filter(isPlainName).join(' ');
  // The message stands before the frames, and may have lines that look like them.
  const stack = cause.stack ?? '';
  const places = stack
    .slice(stack.indexOf(cause.message) + cause.message.length)
    .split('\n')
    .flatMap((line) => /^ {4}at (.+)$/.exec(line)?.[1] ?? []);
  return `${kind === '' ? 'Error' : kind} at ${places.slice(0, TOLD_PLACES).join(' < ') || 'an unknown place'}`;
}

const isPlainName = (text: string): boolean => /^[A-Za-z_]{1,64}$/.test(text);
