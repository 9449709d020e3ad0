/** A thread that draws pictures and looks at them. What it takes is not timed: the others are at work beside it. */
import { parentPort } from 'node:worker_threads';
import { throwApart } from '../../../core/model/throw-apart.ts';
import { quietly } from '../quietly.ts';
import { lookAt, type Looked } from './look.ts';
import { casesOf, type PictureSet } from './picture-sets.ts';
import { openReaders } from './readers.ts';

export interface LookRequest {
  readonly set: PictureSet;
  /** Place in the set. */
  readonly index: number;
  readonly readers: readonly string[];
}
export type LookReply = readonly Looked[];

const { ours, peers } = await openReaders();

parentPort?.on('message', ({ set, index, readers }: LookRequest) => {
  const one = casesOf(set)[index];
  if (one === undefined) throw new RangeError(`${set}: no picture ${index}`);
  const wanted = [...ours, ...peers].filter(({ name }) => readers.includes(name));
  quietly(() => lookAt(one, wanted))
    .then((looked: LookReply) => parentPort?.postMessage(looked))
    .catch(throwApart);
});
