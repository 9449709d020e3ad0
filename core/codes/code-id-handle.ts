/** The name that every code has: its own identifier. Layer: codes. */
import type { Facts } from '../model/facts.ts';
import type { RevocationHandle } from '../model/revocation.ts';

export function toCodeIdHandle({ codeId }: Facts): RevocationHandle {
  return { scheme: 'code-id', value: codeId };
}
