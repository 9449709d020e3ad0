/**
 * The pace of a lane as a histogram: seconds between consecutive travellers in buckets 5 % wide,
 * so that a median over a month is a sum of a few hundred rows and within 2.5 % of exact.
 */
const BUCKET_RATIO = 1.05;
/** A longer pause is a gap in the queue, not the time a traveller takes. */
export const LONGEST_GAP_MS = 600_000;
const SHORTEST_GAP_MS = 100;

/** The bucket of a gap; null for a pause, and for a gap that a clock set back made negative. */
export function paceBucket(gapMs: number): number | null {
  if (gapMs < 0 || gapMs > LONGEST_GAP_MS) return null;
  return Math.floor(Math.log(Math.max(gapMs, SHORTEST_GAP_MS) / SHORTEST_GAP_MS) / Math.log(BUCKET_RATIO));
}

/** Middle of a bucket in seconds. */
function bucketSeconds(bucket: number): number {
  return (SHORTEST_GAP_MS * BUCKET_RATIO ** (bucket + 0.5)) / 1_000;
}

export interface PaceCount {
  readonly bucket: number;
  readonly travellers: number;
}

/** Median in seconds of a histogram given in ascending bucket order; null when it is empty. */
export function medianSeconds(histogram: readonly PaceCount[]): number | null {
  const total = histogram.reduce((sum, row) => sum + row.travellers, 0);
  let seen = 0;
  for (const row of histogram) {
    seen += row.travellers;
    if (seen * 2 >= total && total > 0) return bucketSeconds(row.bucket);
  }
  return null;
}
