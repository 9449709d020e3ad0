import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { judgeAll } from '../../bench/verify/correctness.ts';
import type { Answer, Case, Verify } from '../../bench/verify/verifier.ts';

const vector = (stated: Case<string>['stated'], text = 'code'): Case<string> => ({ id: 'x', text, at: utcMillis(7), trust: 'list', stated });
const saying = (answer: Answer) => (): Verify => () => answer;

describe('the benchmark of verifiers', () => {
  it.each<[string, Answer, Case<string>['stated'], number]>([
    ['a good code that is accepted', 'accepted', { schema: true }, 1],
    ['a good code that is refused at the step', 'schema', { schema: true }, 0],
    ['a good code that is refused before anything could be asked', 'verify', { schema: true }, 0],
    ['a code that is good at the step and refused at another', 'current', { schema: true }, 1],
    ['a bad code that is accepted', 'accepted', { schema: false }, 0],
    ['a bad code that is refused at the step', 'schema', { schema: false }, 1],
    ['a bad code that is refused at another step', 'verify', { schema: false }, 1],
  ])('counts %s', async (_, answer, stated, right) => {
    const { schema, usage } = await judgeAll([vector(stated)], saying(answer));
    expect(schema).toMatchObject({ stated: 1, right, toRefuse: stated.schema === false ? 1 : 0 });
    expect(usage.stated).toBe(0);
  });

  it('takes an exception for a refusal, at once or later', async () => {
    const throws = (): Verify => () => {
      throw new Error('bad input');
    };
    const rejects = (): Verify => () => Promise.reject(new Error('bad input'));
    for (const toVerify of [throws, rejects]) expect((await judgeAll([vector({ verify: false })], toVerify)).verify).toMatchObject({ right: 1, refused: 1 });
  });

  it('asks each code with the trust and at the instant that its vector states', async () => {
    const asked: unknown[] = [];
    await judgeAll([vector({}, 'a'), { ...vector({}, 'b'), trust: 'other' }], (trust) => (text, at) => {
      asked.push([trust, text, at]);
      return 'accepted';
    });
    expect(asked).toEqual([['list', 'a', 7], ['other', 'b', 7]]);
  });
});
