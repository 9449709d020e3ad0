import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Copies a text and says whether it did. */
export function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const [result, setResult] = useState<'copied' | 'copyFailed' | null>(null);
  return (
    <p className="copy">
      <button
        type="button"
        disabled={text === ''}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setResult('copied'),
            () => setResult('copyFailed'),
          );
        }}
      >
        {t('service.copy')}
      </button>
      <span role="status">{result !== null && t(`service.${result}`)}</span>
    </p>
  );
}
