import { useTranslation } from 'react-i18next';
import type { Language, Welcome } from '../../core/contract.ts';
import { HTML_LANG } from '../i18n.ts';

interface Props {
  readonly direction: Welcome['terminal']['direction'];
  readonly secondLanguage: Language | null;
  /** Records cannot be kept: whoever presents a code here gets no answer. */
  readonly closed: boolean;
}

/** Nobody at the desk: calm, one slow breathing ring; or a sign that this desk cannot serve. */
export function IdleDesk({ direction, secondLanguage, closed }: Props) {
  const { t, i18n } = useTranslation();
  const word = closed ? 'desk.closed' : 'desk.idle';
  return (
    <section className="idle" aria-labelledby="idle-word">
      <div className="ring" aria-hidden="true">
        <svg viewBox="0 0 64 64">
          {closed ? (
            <path d="M14 14 50 50M50 14 14 50" />
          ) : (
            <>
              <path d="M10 22V10h12M42 10h12v12M54 42v12H42M22 54H10V42" />
              <path d="M20 20h8v8h-8zM36 20h8v8h-8zM20 36h8v8h-8zM36 36h3v3h-3zM41 41h3v3h-3z" className="ring-code" />
            </>
          )}
        </svg>
      </div>
      <h2 id="idle-word">{t(word)}</h2>
      {secondLanguage !== null && (
        <p className="idle-second" lang={HTML_LANG[secondLanguage]}>
          {i18n.getFixedT(secondLanguage)(word)}
        </p>
      )}
      {!closed && <p className="idle-direction">{t(`direction.${direction}`)}</p>}
    </section>
  );
}
