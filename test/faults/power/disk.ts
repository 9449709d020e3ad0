/**
 * A disk that forgets: replays a trace, keeps apart what was synced and what was not, and lays out what a loss of power may leave.
 *
 * The model. A sync of a file makes its bytes and its size durable, a sync of a folder its entries. What was not synced is kept or lost sector by sector
 * (512 bytes), each for itself and in no order; of a folder's unsynced entries the older ones are kept and the newer ones lost, as journalling file systems
 * do. A sync is taken to be honest: a disk that lies needs a plug that is pulled.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Random } from '../../../tools/issuer/random.ts';
import type { Change } from './trace.ts';

const SECTOR_BYTES = 512;

type FileChange = { readonly offset: number; readonly data: Buffer } | { readonly size: number };
type EntryChange = { readonly name: string; readonly node: Node | null };
interface FileNode {
  readonly kind: 'file';
  durable: Buffer;
  pending: FileChange[];
}
interface FolderNode {
  readonly kind: 'folder';
  readonly live: Map<string, Node>;
  durable: Map<string, Node>;
  pending: EntryChange[];
}
type Node = FileNode | FolderNode;

export interface Disk {
  apply(change: Change): void;
  /** Lays out what a loss of power may leave now. @param keep - the share of unsynced sectors and entries that is kept, 0 to 1. */
  lose(folder: string, random: Random, keep: number): void;
  /** Syncs so far; a trace without any would prove nothing. */
  syncs(): number;
}

/** @param root - the folder that is there and durable from the start. */
export function createDisk(root: string): Disk {
  const tree = newFolder();
  const open = new Map<number, Node>();
  let syncs = 0;

  const find = (path: string): Node | undefined => {
    if (path === root) return tree;
    const parent = find(dirname(path));
    return parent?.kind === 'folder' ? parent.live.get(basename(path)) : undefined;
  };
  const enter = (path: string, node: Node | null): void => {
    const parent = find(dirname(path));
    if (parent?.kind !== 'folder') throw new Error(`${path}: its folder is not in the trace`);
    const name = basename(path);
    if (node === null) parent.live.delete(name);
    else parent.live.set(name, node);
    parent.pending.push({ name, node });
  };
  const file = (fd: number): FileNode => {
    const node = open.get(fd);
    if (node?.kind !== 'file') throw new Error(`descriptor ${fd} is no file of the trace`);
    return node;
  };

  const opened = ({ fd, path, creates, truncates }: Change & { op: 'open' }): void => {
    let node = find(path);
    if (node === undefined) {
      if (!creates) throw new Error(`${path}: opened and not in the trace`);
      node = { kind: 'file', durable: Buffer.alloc(0), pending: [] };
      enter(path, node);
    } else if (truncates && node.kind === 'file') node.pending.push({ size: 0 });
    open.set(fd, node);
  };
  const sync = (node: Node | undefined): void => {
    syncs += 1;
    if (node?.kind === 'file') {
      node.durable = replay(node.durable, node.pending);
      node.pending = [];
    } else if (node?.kind === 'folder') {
      node.durable = new Map(node.live);
      node.pending = [];
    }
  };

  return {
    syncs: () => syncs,
    apply(change) {
      switch (change.op) {
        case 'start':
          return open.clear();
        case 'open':
          return opened(change);
        case 'write':
          return void file(change.fd).pending.push({ offset: change.offset, data: change.data });
        case 'truncate':
          return void file(change.fd).pending.push({ size: change.size });
        case 'sync':
          return sync(open.get(change.fd));
        case 'close':
          return void open.delete(change.fd);
        case 'rename': {
          const node = find(change.from);
          if (node === undefined) throw new Error(`${change.from}: renamed and not in the trace`);
          enter(change.from, null);
          return enter(change.to, node);
        }
        case 'mkdir':
          return enter(change.path, newFolder());
        case 'unlink':
        case 'rmdir':
          return enter(change.path, null);
        case 'said':
          return;
      }
    },
    lose: (folder, random, keep) => layOut(tree, folder, random, keep),
  };
}

const newFolder = (): FolderNode => ({ kind: 'folder', live: new Map(), durable: new Map(), pending: [] });

function layOut(node: FolderNode, path: string, random: Random, keep: number): void {
  mkdirSync(path, { recursive: true });
  for (const [name, child] of entriesLeft(node, random, keep)) {
    if (child.kind === 'folder') layOut(child, join(path, name), random, keep);
    else writeFileSync(join(path, name), contentLeft(child, random, keep), { mode: 0o600 });
  }
}

function entriesLeft({ durable, pending }: FolderNode, random: Random, keep: number): Map<string, Node> {
  const left = new Map(durable);
  // All or none at the ends; in between, a number of the oldest.
  const kept = keep === 0 ? 0 : keep === 1 ? pending.length : random.below(pending.length + 1);
  for (const { name, node } of pending.slice(0, kept)) {
    if (node === null) left.delete(name);
    else left.set(name, node);
  }
  return left;
}

function contentLeft({ durable, pending }: FileNode, random: Random, keep: number): Buffer {
  const written = pending.flatMap<FileChange>((change) => ('size' in change ? [change] : sectors(change)));
  return replay(durable, written.filter(() => chance(random, keep)));
}

const chance = (random: Random, share: number): boolean => random.below(1_000_000) < share * 1_000_000;

function sectors({ offset, data }: { readonly offset: number; readonly data: Buffer }): { readonly offset: number; readonly data: Buffer }[] {
  const parts = [];
  for (let from = 0; from < data.length; ) {
    const to = Math.min(data.length, from + SECTOR_BYTES - ((offset + from) % SECTOR_BYTES));
    parts.push({ offset: offset + from, data: data.subarray(from, to) });
    from = to;
  }
  return parts;
}

function replay(before: Buffer, changes: readonly FileChange[]): Buffer {
  const ends = changes.map((change) => ('size' in change ? change.size : change.offset + change.data.length));
  const room = Buffer.alloc(Math.max(before.length, ...ends));
  before.copy(room);
  let size = before.length;
  for (const change of changes) {
    if ('size' in change) {
      if (change.size < size) room.fill(0, change.size, size);
      size = change.size;
    } else {
      change.data.copy(room, change.offset);
      size = Math.max(size, change.offset + change.data.length);
    }
  }
  return room.subarray(0, size);
}
