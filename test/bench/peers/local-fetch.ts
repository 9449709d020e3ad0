/** Stands in for the network in peers that fetch keys while they verify: answers from what the benchmark put here. */

const answers = new Map<string, unknown>();

/** Forgets every answer and takes these: JSON by address. */
export function answerWith(documents: ReadonlyMap<string, unknown>): void {
  answers.clear();
  for (const [address, document] of documents) answers.set(address, document);
}

/** As much of `fetch` as the peers use. */
export default function localFetch(address: string): Promise<{ readonly status: number; json(): Promise<unknown>; text(): Promise<string> }> {
  const found = answers.get(address);
  return Promise.resolve({
    status: found === undefined ? 404 : 200,
    json: () => Promise.resolve(found),
    text: () => Promise.resolve(JSON.stringify(found)),
  });
}
