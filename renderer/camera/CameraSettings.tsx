import { useTranslation } from 'react-i18next';
import type { Camera } from './use-camera.ts';

/** Which camera, mirrored or not, and its light and focus where it offers them. */
export function CameraSettings({ camera }: { readonly camera: Camera }) {
  const { t } = useTranslation();
  const { devices, deviceId, controls, mirrored } = camera;
  const { torch, focus } = controls;
  return (
    <details className="camera-settings">
      <summary>{t('camera.settings')}</summary>
      {devices.length > 0 && (
        <label>
          {t('camera.which')}
          <select value={deviceId ?? ''} onChange={({ target }) => devices.filter((device) => device.deviceId === target.value).forEach(camera.choose)}>
            {deviceId === null && <option value="">–</option>}
            {devices.map((device, index) => (
              <option key={device.deviceId} value={device.deviceId}>
                {device.label === '' ? t('camera.number', { number: index + 1 }) : device.label}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="check">
        <input type="checkbox" checked={mirrored} onChange={({ target }) => camera.mirror(target.checked)} />
        {t('camera.mirrored')}
      </label>
      {torch !== null && (
        <label className="check">
          <input type="checkbox" checked={torch} onChange={({ target }) => camera.torch(target.checked)} />
          {t('camera.torch')}
        </label>
      )}
      {focus !== null && (
        <>
          <label className="check">
            <input type="checkbox" checked={focus.automatic} onChange={({ target }) => camera.focus(target.checked ? null : focus.distance)} />
            {t('camera.autofocus')}
          </label>
          {!focus.automatic && (
            <label>
              {t('camera.focus')}
              <input type="range" min={focus.min} max={focus.max} step={focus.step} value={focus.distance} onChange={({ target }) => camera.focus(target.valueAsNumber)} />
            </label>
          )}
        </>
      )}
    </details>
  );
}
