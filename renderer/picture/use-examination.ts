import { useEffect, useEffectEvent, useState } from 'react';
import type { FoundCode } from '../reader/found-code.ts';
import { createReader } from '../reader/reader.ts';
import { findCodes, type LocatedCode } from './find-codes.ts';
import type { PictureFault } from './picture-fault.ts';

/** How far the examination of a file has come. `several`: one has to be chosen; `none`: no code on any page. */
export type Examination =
  | { readonly step: 'choose' }
  | { readonly step: 'looking'; readonly page: number; readonly pages: number }
  | { readonly step: 'several'; readonly codes: readonly LocatedCode[] }
  | { readonly step: 'none'; readonly pages: number }
  | { readonly step: 'fault'; readonly fault: PictureFault }
  | { readonly step: 'taken' };

/**
 * Examines files, one after the other; whatever the last one came to stands until the next.
 * @param files - dropped or picked at once; one is expected. Another list starts anew.
 * @param onCode - gets the one code of the file, or the chosen one; a rejection is shown as a fault.
 */
export function useExamination(files: readonly File[], onCode: (code: FoundCode) => Promise<void>): readonly [Examination, (code: FoundCode) => void] {
  const [state, setState] = useState<Examination>({ step: 'choose' });
  const take = (code: FoundCode): void => {
    setState({ step: 'taken' });
    onCode(code).catch(() => setState({ step: 'fault', fault: 'failed' }));
  };
  const takeOnly = useEffectEvent(take);
  useEffect(() => {
    const [file, another] = files;
    if (file === undefined) return;
    const given = new AbortController();
    const examine = async (): Promise<Examination | FoundCode> => {
      if (another !== undefined) return { step: 'fault', fault: 'several-files' };
      const examined = await findCodes(file, createReader, given.signal, (page, pages) => {
        if (!given.signal.aborted) setState({ step: 'looking', page, pages });
      });
      if (!examined.ok) return { step: 'fault', fault: examined.fault };
      const [first, second] = examined.codes;
      if (first === undefined) return { step: 'none', pages: examined.pages };
      return second === undefined ? first.code : { step: 'several', codes: examined.codes };
    };
    examine().then(
      (result) => {
        if (given.signal.aborted) return;
        if ('step' in result) setState(result);
        else takeOnly(result);
      },
      () => {
        if (!given.signal.aborted) setState({ step: 'fault', fault: 'failed' });
      },
    );
    return () => given.abort();
  }, [files]);
  return [state, take];
}
