import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgrammingBarcode } from '../../../core/contract.ts';
import { drawProgrammingCode } from './programming-code.ts';

/** A code of the maker's that sets a scanner up, at a size that a scanner reads off the screen, in every theme. */
export function ProgrammingCode({ barcode }: { readonly barcode: ProgrammingBarcode }) {
  const { t } = useTranslation();
  const { svg, width, height } = useMemo(() => drawProgrammingCode(barcode), [barcode]);
  return (
    <figure className="programming-code">
      <img src={`data:image/svg+xml,${encodeURIComponent(svg)}`} width={width} height={height} alt={t('devices.programmingCode', { text: barcode.text })} />
      <figcaption>{barcode.text}</figcaption>
    </figure>
  );
}
