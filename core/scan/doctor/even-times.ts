/** Times of keys without their rhythm. Pure. Layer: scan. */

/**
 * Spreads the times within each run of reports evenly: a shifted key takes two reports more than one that is not, so the times of the presses would
 * tell which were shifted, and with that much of a code. Pauses stay, since framing needs them.
 * @param times - milliseconds, rising.
 * @param pauseMs - what is longer is a pause between two runs.
 */
export function toEvenTimes(times: readonly number[], pauseMs: number): number[] {
  const even: number[] = [];
  let from = 0;
  for (let at = 1; at <= times.length; at++) {
    const [last = 0, next] = [times[at - 1], times[at]];
    if (next !== undefined && next - last <= pauseMs) continue;
    const first = times[from] ?? 0;
    const step = at - from > 1 ? (last - first) / (at - from - 1) : 0;
    for (let nth = 0; nth < at - from; nth++) even.push(Math.round(first + nth * step));
    from = at;
  }
  return even;
}
