import { useTranslation } from 'react-i18next';
import { type Language, LANGUAGES, type Welcome } from '../../core/contract.ts';
import { HTML_LANG, LANGUAGE_NAMES } from '../i18n.ts';
import { clockTimeWithSeconds, isoDate } from './format.ts';
import { Key } from './Key.tsx';
import { following, TEXT_SIZES, THEMES } from './preferences.ts';
import type { Look } from './use-look.ts';
import { useNow } from './use-now.ts';
import { type Sound, SoundControl } from './SoundControl.tsx';

interface Props {
  readonly terminal: Welcome['terminal'];
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  readonly look: Look;
  readonly sound: Sound;
  readonly onHelp: () => void;
}

/** Who and where this terminal is; sound, look, language; the clock. */
export function Header({ terminal, language, onLanguage, look, sound, onHelp }: Props) {
  const { t } = useTranslation();
  return (
    <header className="header">
      <h1 className="brand">Portas</h1>
      <p className="place">
        <strong>{t('header.lane', { lane: terminal.lane })}</strong>
        <span>{t(`port.${terminal.port}`)}</span>
        <span className="direction">{t(`direction.${terminal.direction}`)}</span>
      </p>
      <SoundControl sound={sound} />
      <LookControls look={look} />
      <div className="languages" role="group" aria-label={t('header.language')}>
        {LANGUAGES.map((each) => (
          <button
            key={each}
            type="button"
            lang={HTML_LANG[each]}
            aria-pressed={each === language}
            aria-label={LANGUAGE_NAMES[each].full}
            onClick={() => onLanguage(each)}
          >
            {LANGUAGE_NAMES[each].short}
          </button>
        ))}
        <Key name="F8" />
      </div>
      <button type="button" className="quiet" onClick={onHelp}>
        {t('help.button')} <Key name="F1" />
      </button>
      <Clock />
    </header>
  );
}

function LookControls({ look: { preferences, change } }: { readonly look: Look }) {
  const { t } = useTranslation();
  const theme = t('header.theme', { theme: t(`theme.${preferences.theme}`) });
  const size = t('header.textSize', { size: preferences.textSize });
  return (
    <div className="look" role="group" aria-label={t('header.look')}>
      <button type="button" className="quiet" aria-label={theme} title={theme} onClick={() => change({ theme: following(THEMES, preferences.theme) })}>
        <svg viewBox="0 0 20 20" aria-hidden="true" className="icon">
          <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" strokeWidth="2" />
          <path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor" />
        </svg>
      </button>
      <button type="button" className="quiet" aria-label={size} title={size} onClick={() => change({ textSize: following(TEXT_SIZES, preferences.textSize) })}>
        <svg viewBox="0 0 24 20" aria-hidden="true" className="icon">
          <path d="m1 17 5-13 5 13M2.8 12.500h6.400M13 17l3.5-9 3.5 9M14.3 14h4.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </button>
    </div>
  );
}

/** Date and time at the checkpoint. */
function Clock() {
  const { t } = useTranslation();
  const now = useNow(1_000);
  return (
    <time className="clock" dateTime={new Date(now).toISOString()} title={t('header.clock')}>
      <span>{isoDate(now)}</span> <strong>{clockTimeWithSeconds(now)}</strong>
    </time>
  );
}
