import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CodeExamination, LANGUAGES } from '../../core/contract.ts';
import { PictureDialog } from '../picture/PictureDialog.tsx';
import { useDroppedFiles } from '../picture/use-dropped-files.ts';
import type { FoundCode } from '../reader/found-code.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { whole } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import { useKeys } from '../ui/use-keys.ts';
import { OutcomeName } from '../ui/OutcomeName.tsx';
import { Section } from './Section.tsx';

/** Examines the code of a picture or PDF file: what it is, who signed it, whether that holds. No traveller, no verdict that counts. */
export function CodesSection() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [open, setOpen] = useState(false);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [examined, setExamined] = useState<CodeExamination | null>(null);
  const begin = (chosen: readonly File[]): void => {
    setFiles(chosen);
    setOpen(true);
  };
  const close = (): void => setOpen(false);
  const examine = async ({ text, symbology }: FoundCode): Promise<void> => {
    setExamined(await bridge.call('service:examine-code', { text, symbology }));
    close();
  };
  useKeys({ 'shift+F6': () => begin([]) });
  // A dialog in which something was entered keeps it.
  useDroppedFiles((dropped) => {
    if (open || document.querySelector('dialog[open]') === null) begin(dropped);
  });
  return (
    <Section name="codes">
      <p>{t('codes.hint')}</p>
      <button type="button" onClick={() => begin([])}>
        {t('picture.open')} <Key name="Shift F6" />
      </button>
      {examined !== null && <Examined code={examined} />}
      {open && <PictureDialog files={files} onFiles={setFiles} onCode={examine} onClose={close} />}
    </Section>
  );
}

function Examined({ code }: { readonly code: CodeExamination }) {
  const { t, i18n } = useTranslation();
  const language = LANGUAGES.find((each) => each === i18n.language) ?? 'zh-Hant';
  const { format, issuer, issuerNames, proved, outcome, reasons } = code;
  const name = issuerNames?.[language];
  return (
    <div className="examined-code" role="status">
      <dl className="pairs">
        <dt>{t('codes.format')}</dt>
        <dd>
          {format === null ? t('desk.unknownFormat') : t(`format.${format}`, { defaultValue: format })} · {t('codes.length', { bytes: whole(code.characters) })}
        </dd>
        <dt>{t('codes.signature')}</dt>
        <dd className={proved ? 'is-good' : 'is-bad'}>{t(proved ? 'codes.proved' : 'codes.notProved')}</dd>
        <dt>{t('codes.issuer')}</dt>
        <dd>{issuer === null ? '–' : name === undefined ? issuer : `${name} (${issuer})`}</dd>
        <dt>{t('codes.key')}</dt>
        <dd className="path">{code.keyId ?? '–'}</dd>
        <dt>{t('codes.outcome')}</dt>
        <dd>
          <OutcomeName outcome={outcome} />
          {reasons.map(({ code: reason, ruleId }) => (
            <p key={`${reason}-${ruleId ?? ''}`}>
              {t(`reason.${reason}`)} <small>{ruleId === null ? reason : `${reason} · ${ruleId}`}</small>
            </p>
          ))}
        </dd>
        {code.ruleSet !== null && (
          <>
            <dt>{t('codes.ruleSet')}</dt>
            <dd>{code.ruleSet}</dd>
          </>
        )}
        {code.detail !== null && (
          <>
            <dt>{t('codes.detail')}</dt>
            <dd>{code.detail}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
