/**
 * Reads every page of the database in the background, so that damage is found within days and not when somebody needs the row. Layer: store.
 * @see https://www.sqlite.org/dbstat.html (visits each page of each table and index, overflow pages too; free pages hold nothing)
 */
import { connect } from '../connect.ts';

/** Pages read before other work is let in: about 2 ms. */
const PAGES_AT_ONCE = 100;

export interface PageWalk {
  /** Pages read; null when it was ended before the last. @throws SqliteError at a damaged page. */
  readonly done: Promise<number | null>;
  /** Lets go of the database at once: a checkpoint cannot cut the log back while somebody reads. */
  end(): void;
}

export function walkPages(path: string, key: Uint8Array): PageWalk {
  const db = connect(path, key, { readonly: true });
  const pages = db.prepare('SELECT pageno FROM dbstat').iterate();
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    pages.return?.();
    db.close();
  };
  const walk = async (): Promise<number | null> => {
    try {
      for (let read = 0; ; read += 1) {
        if (pages.next().done === true) return read;
        if (read % PAGES_AT_ONCE !== 0) continue;
        await new Promise((resolve) => setImmediate(resolve));
        if (ended) return null;
      }
    } finally {
      end();
    }
  };
  return { done: walk(), end };
}
