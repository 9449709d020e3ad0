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

/** How many buckets there are, the shortest gap's first. */
export const PACE_BUCKETS = (paceBucket(LONGEST_GAP_MS) ?? 0) + 1;

/** Middle of a bucket in seconds. */
function bucketSeconds(bucket: number): number {
  return (SHORTEST_GAP_MS * BUCKET_RATIO ** (bucket + 0.5)) / 1_000;
}

export interface PaceCount {
  readonly bucket: number;
  readonly travellers: number;
}

/**
 * The seconds that a share of the travellers took at most, of a histogram given in ascending bucket order; null when it is empty.
 * @param share - above 0, up to 1: a half is the median.
 */
export function quantileSeconds(histogram: readonly PaceCount[], share: number): number | null {
  const total = histogram.reduce((sum, row) => sum + row.travellers, 0);
  let seen = 0;
  for (const row of histogram) {
    seen += row.travellers;
    if (seen >= total * share && total > 0) return bucketSeconds(row.bucket);
  }
  return null;
}

/** Edges, in seconds, of the bars in which a person reads the histogram. */
const BAND_EDGES = [0, 3, 5, 8, 12, 20, 30, 60, 120, LONGEST_GAP_MS / 1_000] as const;

/** A bar of the histogram as a person reads it. */
export interface PaceBand {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly travellers: number;
}

/** The histogram in few bars; a bucket counts where its middle lies, so an edge is sharp to 2.5 %. */
export function toBands(histogram: readonly PaceCount[]): readonly PaceBand[] {
  return BAND_EDGES.slice(1).map((toSeconds, index) => {
    const fromSeconds = BAND_EDGES[index] ?? 0;
    // The last bucket's middle may lie beyond the longest gap that is counted.
    const last = index === BAND_EDGES.length - 2;
    const inside = histogram.filter(({ bucket }) => bucketSeconds(bucket) >= fromSeconds && (last || bucketSeconds(bucket) < toSeconds));
    return { fromSeconds, toSeconds, travellers: inside.reduce((sum, row) => sum + row.travellers, 0) };
  });
}
