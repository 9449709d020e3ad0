import { useTranslation } from 'react-i18next';

export interface Sound {
  /** 0..1 */
  readonly volume: number;
  readonly muted: boolean;
  /** The browser still holds tones back; any key lifts that. */
  readonly blocked: boolean;
  readonly setVolume: (volume: number) => void;
  readonly setMuted: (muted: boolean) => void;
}

/** Volume and mute, always in sight: a silent desk must be seen to be silent. */
export function SoundControl({ sound: { volume, muted, blocked, setVolume, setMuted } }: { readonly sound: Sound }) {
  const { t } = useTranslation();
  const silent = muted || volume === 0;
  const label = t(silent ? 'sound.off' : blocked ? 'sound.blocked' : 'sound.on');
  return (
    <div className={`sound ${silent || blocked ? 'is-silent' : ''}`} role="group" aria-label={t('sound.group')}>
      <button type="button" className="quiet" aria-pressed={muted} aria-label={t('sound.mute')} title={label} onClick={() => setMuted(!muted)}>
        <svg viewBox="0 0 24 20" aria-hidden="true" className="icon">
          <path d="M2 7v6h4l6 5V2L6 7z" fill="currentColor" />
          {silent || blocked ? (
            <path d="m15 7 6 6m0-6-6 6" stroke="currentColor" strokeWidth="2" fill="none" />
          ) : (
            <path d="M15.5 6a6 6 0 0 1 0 8M18.5 3a10 10 0 0 1 0 14" stroke="currentColor" strokeWidth="2" fill="none" />
          )}
        </svg>
      </button>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(volume * 100)}
        disabled={muted}
        aria-label={t('sound.volume')}
        onChange={(event) => setVolume(Number(event.target.value) / 100)}
      />
      {(silent || blocked) && <span className="sound-state">{label}</span>}
    </div>
  );
}
