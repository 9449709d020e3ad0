import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundCode } from '../reader/found-code.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';
import { ACCEPTED_FILES } from './picture-kind.ts';
import { type Examination, useExamination } from './use-examination.ts';

interface Props {
  /** What was dropped or picked; empty until then. */
  readonly files: readonly File[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onCode: (code: FoundCode) => Promise<void>;
  readonly onClose: () => void;
  /** What came of the code, where that is shown here. */
  readonly children?: ReactNode;
}

/** Names of the symbols, the same in every language. */
const FORMAT_NAMES: Readonly<Record<FoundCode['format'], string>> = { qr: 'QR', aztec: 'Aztec', datamatrix: 'Data Matrix', pdf417: 'PDF417' };

/** Shift F6, or a dropped file: looks for the code of a picture or PDF. The file itself is never kept. */
export function PictureDialog({ files, onFiles, onCode, onClose, children }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [examination, take] = useExamination(files, onCode);
  const pick = (): void => input.current?.click();
  return (
    <Dialog title={t('picture.title')} onClose={onClose} className="picture">
      <p className="picture-file">{files.length === 1 ? files[0]?.name : t('picture.hint')}</p>
      <div className="picture-result" role="status">
        <Result examination={examination} onTake={take} />
      </div>
      {children}
      <p className="small">{t('picture.proves')}</p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={pick} autoFocus>
          {/* With several codes Enter belongs to the first of them. */}
          {t('picture.choose')} {examination.step !== 'several' && <Key name="Enter" />}
        </button>
        <button type="button" onClick={onClose}>
          {t('action.close')} <Key name="Esc" />
        </button>
      </div>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED_FILES}
        hidden
        aria-label={t('picture.choose')}
        onChange={({ target }) => {
          const picked = [...(target.files ?? [])];
          // The same file can be picked again.
          target.value = '';
          if (picked.length > 0) onFiles(picked);
        }}
      />
    </Dialog>
  );
}

function Result({ examination, onTake }: { readonly examination: Examination; readonly onTake: (code: FoundCode) => void }) {
  const { t } = useTranslation();
  switch (examination.step) {
    case 'choose':
    case 'taken':
      return null;
    case 'looking':
      return <p>{t('picture.looking', { page: examination.page, pages: examination.pages })}</p>;
    case 'none':
      return (
        <p className="refusal">
          <strong>{t('picture.none.what')}</strong> {t('picture.none.action')}
        </p>
      );
    case 'fault':
      return (
        <p className="refusal">
          <strong>{t(`picture.fault.${examination.fault}.what`)}</strong> {t(`picture.fault.${examination.fault}.action`)}
        </p>
      );
    case 'several':
      return (
        <>
          <p>{t('picture.several', { count: examination.codes.length })}</p>
          <ol className="picture-codes">
            {examination.codes.map(({ code, page, place }, index) => (
              <li key={code.text}>
                <button type="button" autoFocus={index === 0} onClick={() => onTake(code)}>
                  <strong>{FORMAT_NAMES[code.format]}</strong> {t('picture.place', { page, place: t(`picture.places.${place}`) })} {index === 0 && <Key name="Enter" />}
                </button>
              </li>
            ))}
          </ol>
        </>
      );
  }
}
