import { useTranslation } from 'react-i18next';
import type { ScannerRole } from '../../core/contract.ts';

/** Puts the side of the desk before a text; without a side the text alone. */
export function useSided(): (role: ScannerRole | null | undefined, text: string) => string {
  const { t } = useTranslation();
  return (role, text) => (role === null || role === undefined ? text : t('side.sided', { side: t(`side.${role}`), text }));
}
