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
        onClick={() => setResult(copy(text) ? 'copied' : 'copyFailed')}
      >
        {t('service.copy')}
      </button>
      <span role="status">{result !== null && t(`service.${result}`)}</span>
    </p>
  );
}

/** Copies by the copy command, which a click allows: the clipboard's own interface needs a permission that the window denies. */
function copy(text: string): boolean {
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', fill, { once: true });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way to copy without a permission
  const done = document.execCommand('copy');
  document.removeEventListener('copy', fill);
  return done;
}
