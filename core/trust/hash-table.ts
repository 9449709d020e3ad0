/**
 * Many hashes of 16 bytes, each in a group, in one sorted block: 18 bytes an entry, found by bisection. A million of them take 18 MB and are asked in
 * about a microsecond. Layer: trust.
 */
export const HASH_BYTES = 16;
/** A row begins with the group's number in two bytes: groups are numbered from 0 to one below `MAX_GROUPS`. */
const GROUP_BYTES = 2;
export const MAX_GROUPS = 65_536;
const ROW_BYTES = GROUP_BYTES + HASH_BYTES;
/** Rows are compared and sorted by digits of two bytes, the first being the highest. */
const DIGIT_BYTES = 2;
const DIGIT_VALUES = 65_536;
/** What the radix sort looks at: the group and four bytes of the hash. */
const SORTED_BYTES = 6;
const COUNTER_BYTES = 4;
const FIRST_ROWS = 1_024;

export interface HashTable {
  /** Different hashes, over all groups. */
  readonly size: number;
  /** @param hash - 16 bytes in hex; anything else is in no group. */
  has(group: number, hash: string): boolean;
}

export interface HashCollector {
  /** Hashes added so far, repeated ones too. */
  readonly count: number;
  /** @param base64 - exactly 16 bytes, checked by the caller. */
  add(group: number, base64: string): void;
  /** Sorts what was added; the collector is used up. */
  toTable(): HashTable;
}

export function createHashCollector(): HashCollector {
  let rows = Buffer.alloc(ROW_BYTES * FIRST_ROWS);
  let end = 0;
  return {
    get count() {
      return end / ROW_BYTES;
    },
    add(group, base64) {
      if (end === rows.length) rows = Buffer.concat([rows], 2 * rows.length);
      rows.writeUInt16BE(group, end);
      rows.write(base64, end + GROUP_BYTES, HASH_BYTES, 'base64');
      end += ROW_BYTES;
    },
    toTable: () => toTable(toSortedRows(rows.subarray(0, end))),
  };
}

function toTable(rows: DataView): HashTable {
  const size = rows.byteLength / ROW_BYTES;
  // One row for all questions: they are asked one after the other.
  const wanted = Buffer.alloc(ROW_BYTES);
  const row = viewOf(wanted);
  return Object.freeze<HashTable>({
    size,
    has(group, hash) {
      if (hash.length !== 2 * HASH_BYTES || wanted.write(hash, GROUP_BYTES, 'hex') !== HASH_BYTES) return false;
      wanted.writeUInt16BE(group);
      let [from, to] = [0, size];
      while (from < to) {
        const middle = (from + to) >>> 1;
        const order = compareRows(rows, middle * ROW_BYTES, row, 0);
        if (order === 0) return true;
        if (order < 0) from = middle + 1;
        else to = middle;
      }
      return false;
    },
  });
}

/** The rows in order, each once, in a block of their own. */
function toSortedRows(bytes: Buffer): DataView {
  const rows = viewOf(bytes);
  const sorted = Buffer.alloc(bytes.length);
  const view = viewOf(sorted);
  let end = 0;
  for (const row of toOrder(rows)) {
    bytes.copy(sorted, end, row, row + ROW_BYTES);
    if (end === 0 || compareRows(view, end, view, end - ROW_BYTES) !== 0) end += ROW_BYTES;
  }
  // What repeated rows leave behind is given back.
  return viewOf(end === sorted.length ? sorted : Buffer.concat([sorted], end));
}

/**
 * The places of the rows in ascending order. Three passes of a radix sort put rows in order by group and the first four bytes of the hash, which leaves
 * next to nothing of true hashes undecided; what is left is compared in full, so that hashes chosen to be alike cost no more than a common sort.
 */
function toOrder(rows: DataView): Uint32Array {
  let order = new Uint32Array(rows.byteLength / ROW_BYTES);
  for (let index = 0; index < order.length; index++) order[index] = index * ROW_BYTES;
  for (let digit = SORTED_BYTES - DIGIT_BYTES; digit >= 0; digit -= DIGIT_BYTES) order = sortByDigit(order, rows, digit);
  let first = 0;
  let alike = 0;
  for (const [index, row] of order.entries()) {
    if (index > 0 && compareRows(rows, alike, rows, row, SORTED_BYTES) === 0) continue;
    sortInFull(order.subarray(first, index), rows);
    first = index;
    alike = row;
  }
  sortInFull(order.subarray(first), rows);
  return order;
}

function sortInFull(places: Uint32Array, rows: DataView): void {
  if (places.length > 1) places.sort((left, right) => compareRows(rows, left, rows, right));
}

/** One pass of a radix sort, from the lowest digit up: rows of equal digits keep their order. */
function sortByDigit(order: Uint32Array, rows: DataView, digit: number): Uint32Array<ArrayBuffer> {
  const next = new DataView(new ArrayBuffer(COUNTER_BYTES * DIGIT_VALUES));
  const counterOf = (row: number): number => COUNTER_BYTES * rows.getUint16(row + digit);
  for (const row of order) {
    const counter = counterOf(row);
    next.setUint32(counter, next.getUint32(counter) + 1);
  }
  for (let counter = 0, place = 0; counter < next.byteLength; counter += COUNTER_BYTES) {
    const rowsOfDigit = next.getUint32(counter);
    next.setUint32(counter, place);
    place += rowsOfDigit;
  }
  const sorted = new Uint32Array(order.length);
  for (const row of order) {
    const counter = counterOf(row);
    const place = next.getUint32(counter);
    sorted[place] = row;
    next.setUint32(counter, place + 1);
  }
  return sorted;
}

function compareRows(left: DataView, leftAt: number, right: DataView, rightAt: number, bytes = ROW_BYTES): number {
  for (let digit = 0; digit < bytes; digit += DIGIT_BYTES) {
    const difference = left.getUint16(leftAt + digit) - right.getUint16(rightAt + digit);
    if (difference !== 0) return difference;
  }
  return 0;
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
