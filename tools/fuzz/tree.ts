/**
 * CBOR and JSON as one kind of tree whose leaves are bytes ready to be written, so that edits can put anything anywhere: what no writer of lawful values
 * would write too. A codec turns bytes into such a tree and back.
 */
import type { Random } from '../issuer/random.ts';

/** How the head or the brackets of a container are written; `usual` is the shortest lawful way. */
export type Form = 'usual' | 'wide' | 'indefinite' | 'huge' | 'short';
const UNUSUAL_FORMS = ['wide', 'indefinite', 'huge', 'short'] as const;

export type Tree =
  | { readonly kind: 'leaf'; readonly bytes: Buffer }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly form: Form }
  /** `list` of entries; a key may be any tree. */
  | { readonly kind: 'map'; readonly items: readonly Entry[]; readonly form: Form };
export type Entry = readonly [Tree, Tree];

export interface TreeCodec {
  /** Null for bytes that are no one whole value. */
  decode(bytes: Buffer): Tree | null;
  encode(tree: Tree): Buffer;
  /** A value that readers may stumble over. */
  leaf(random: Random): Tree;
  /** A leaf of the same kind with another content. */
  tweak(leaf: Buffer, random: Random): Buffer;
}

export const leaf = (bytes: Buffer): Tree => ({ kind: 'leaf', bytes });
export const list = (items: readonly Tree[], form: Form = 'usual'): Tree => ({ kind: 'list', items, form });
export const map = (items: readonly Entry[], form: Form = 'usual'): Tree => ({ kind: 'map', items, form });

/** Deeper than any limit of the terminal, and cheap. */
const DEEPEST_NEST = 40;

/** One edit: what becomes of a tree at the place that was chosen. */
type TreeEdit = (tree: Tree, tools: { readonly random: Random; readonly codec: TreeCodec; readonly other: Tree }) => Tree;

/** Every edit by its name; the names stand in the report of a case. */
const EDITS: Readonly<Record<string, TreeEdit>> = {
  tweak: (tree, { random, codec }) => (tree.kind === 'leaf' ? leaf(codec.tweak(tree.bytes, random)) : reform(tree, random.pick(UNUSUAL_FORMS))),
  retype: (_tree, { random, codec }) => codec.leaf(random),
  splice: (_tree, { random, other }) => placeAt(other, random.below(countPlaces(other))),
  nest: (tree, { random }) => nest(tree, 1 + random.below(random.oneIn(4) ? DEEPEST_NEST : 2)),
  form: (tree, { random }) => reform(tree, random.pick(UNUSUAL_FORMS)),
  delete: (tree, { random }) => change(tree, (items) => items.toSpliced(random.below(items.length), 1)),
  duplicate: (tree, { random }) => change(tree, (items) => repeated(items, random.below(items.length))),
  multiply: (tree, { random }) => change(tree, (items) => Array.from({ length: items.length * (2 + random.below(20)) }, (_, index) => items[index % items.length]).filter((item) => item !== undefined)),
  swap: (tree, { random }) => change(tree, (items) => swapped(items, random.below(items.length), random.below(items.length))),
  rekey: (tree, { random, codec }) => (tree.kind === 'map' ? map(tree.items.map(([key, value]) => [random.oneIn(tree.items.length) ? codec.leaf(random) : key, value]), tree.form) : tree),
  insert: (tree, { random, codec }) => (tree.kind === 'map' ? map([...tree.items, [codec.leaf(random), codec.leaf(random)]], tree.form) : tree.kind === 'list' ? list([...tree.items, codec.leaf(random)], tree.form) : tree),
  drain: (tree) => change(tree, () => []),
};
/** A changed value comes most often: it is what gets furthest. */
export const TREE_EDITS: readonly string[] = [...Object.keys(EDITS), ...Array.from({ length: 5 }, () => 'tweak'), 'retype', 'splice'];
/** Edits that only containers can have. */
const CONTAINER_EDITS = ['delete', 'duplicate', 'multiply', 'swap', 'rekey', 'insert', 'drain', 'form'];

/** Applies one edit at a random place. @param other - a tree to take parts of. */
export function editTree(tree: Tree, name: string, random: Random, codec: TreeCodec, other: Tree): Tree {
  const edit = EDITS[name];
  if (edit === undefined) throw new RangeError(`no edit of trees is called ${name}`);
  const wanted = CONTAINER_EDITS.includes(name) ? (candidate: Tree) => candidate.kind !== 'leaf' : () => true;
  const places = placesOf(tree).flatMap((candidate, index) => (wanted(candidate) ? [index] : []));
  const place = places[random.below(places.length)];
  return place === undefined ? tree : replaceAt(tree, place, (found) => edit(found, { random, codec, other }));
}

function change(tree: Tree, change: <T>(items: readonly T[]) => readonly T[]): Tree {
  if (tree.kind === 'leaf' || tree.items.length === 0) return tree;
  return tree.kind === 'list' ? list(change(tree.items), tree.form) : map(change(tree.items), tree.form);
}

function reform(tree: Tree, form: Form): Tree {
  return tree.kind === 'leaf' ? tree : { ...tree, form };
}

function nest(tree: Tree, levels: number): Tree {
  let nested = tree;
  for (let level = 0; level < levels; level++) nested = list([nested]);
  return nested;
}

function repeated<T>(items: readonly T[], index: number): readonly T[] {
  return [...items.slice(0, index + 1), ...items.slice(index)];
}

function swapped<T>(items: readonly T[], a: number, b: number): readonly T[] {
  const [first, second] = [items[a], items[b]];
  return items.map((item, index) => (index === a ? (second ?? item) : index === b ? (first ?? item) : item));
}

/** Every tree in a tree, itself first, keys included, in the order that `replaceAt` counts. */
function placesOf(tree: Tree): readonly Tree[] {
  if (tree.kind === 'leaf') return [tree];
  return [tree, ...(tree.kind === 'list' ? tree.items.flatMap(placesOf) : tree.items.flatMap(([key, value]) => [...placesOf(key), ...placesOf(value)]))];
}

const countPlaces = (tree: Tree): number => placesOf(tree).length;
const placeAt = (tree: Tree, index: number): Tree => placesOf(tree)[index] ?? tree;

function replaceAt(tree: Tree, place: number, edit: (found: Tree) => Tree): Tree {
  let index = 0;
  const visit = (node: Tree): Tree => {
    const here = index++;
    if (here === place) {
      index += countPlaces(node) - 1;
      return edit(node);
    }
    if (node.kind === 'leaf') return node;
    if (node.kind === 'list') return { ...node, items: node.items.map(visit) };
    return { ...node, items: node.items.map(([key, value]): Entry => [visit(key), visit(value)]) };
  };
  return visit(tree);
}
