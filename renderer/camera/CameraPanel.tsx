import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundCode } from '../reader/found-code.ts';
import { Key } from '../ui/Key.tsx';
import { CameraSettings } from './CameraSettings.tsx';
import type { CameraFault } from './open-camera.ts';
import { type Camera, useCamera } from './use-camera.ts';

interface Props {
  readonly onCode: (code: FoundCode) => void;
  readonly onPicture: () => void;
  readonly onClose: () => void;
}

/** F6: the desk's camera beside the verdict, never over it. It reads on from traveller to traveller until it is closed. */
export function CameraPanel({ onCode, onPicture, onClose }: Props) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const camera = useCamera(video, onCode);
  const { fault, phase, mirrored } = camera;
  return (
    <section className="camera" aria-labelledby="camera-title">
      <div className="camera-head">
        <h2 id="camera-title">{t('camera.title')}</h2>
        <button type="button" onClick={onClose}>
          {t('camera.close')} <Key name="F6" />
        </button>
      </div>
      <div className={`camera-view ${fault === null ? `is-${phase}` : 'is-faulty'}`}>
        {/* Live pictures of a code have no sound and no words. */}
        <video ref={video} className={mirrored ? 'is-mirrored' : ''} muted playsInline aria-hidden="true" />
        {fault === null ? <span className="camera-guide" aria-hidden="true" /> : <Fault fault={fault} onRetry={camera.retry} />}
      </div>
      {fault === null && (
        <p className={`camera-state is-${phase}`} role="status">
          <PhaseMark phase={phase} />
          {t(`camera.state.${phase}`)}
        </p>
      )}
      <CameraSettings camera={camera} />
      <button type="button" className="quiet camera-picture" onClick={onPicture}>
        {t('picture.open')} <Key name="Shift F6" />
      </button>
    </section>
  );
}

function Fault({ fault, onRetry }: { readonly fault: CameraFault; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="camera-fault" role="alert">
      <strong>{t(`camera.fault.${fault}.what`)}</strong>
      <p>{t(`camera.fault.${fault}.action`)}</p>
      <button type="button" onClick={onRetry}>
        {t('camera.retry')}
      </button>
    </div>
  );
}

/** Ring, corner marks and tick: the phase without its colour. */
function PhaseMark({ phase }: { readonly phase: Camera['phase'] }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="camera-mark">
      {phase === 'starting' && <circle cx="8" cy="8" r="5.5" strokeDasharray="3 2.5" />}
      {phase === 'looking' && <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />}
      {phase === 'found' && <path d="m2 8.5 4 4 8-9" />}
    </svg>
  );
}
