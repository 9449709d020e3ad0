import { useTranslation } from 'react-i18next';
import type { DocumentView, TravellerView } from '../../core/contract.ts';
import { ageOf } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { DocumentAwaited, DocumentCheck } from './DocumentCheck.tsx';

type Facts = { readonly traveller: TravellerView };

/** The facts an officer compares with the person and the document in hand, and what the document says by machine; never more. */
export function TravellerFacts({ traveller, document, awaited }: Facts & { readonly document: DocumentView | null; readonly awaited: boolean }) {
  const { t } = useTranslation();
  const { nameHan, nameLatin, birthDate, sex, nationality, documents } = traveller;
  return (
    <div className="traveller">
      {document !== null && <DocumentCheck document={document} />}
      {awaited && <DocumentAwaited />}
      <p className="traveller-name">
        {nameHan !== null && <span lang="zh-Hant-MO">{nameHan}</span>}
        {nameLatin !== null && <span>{nameLatin}</span>}
        {nameHan === null && nameLatin === null && <span>{t('desk.noName')}</span>}
      </p>
      <dl className="facts">
        <div>
          <dt>{t('fact.birthDate')}</dt>
          <dd>{birthDate ?? '–'}</dd>
        </div>
        {documents.map(({ type, number }) => (
          <div key={`${type}-${number}`}>
            <dt>{t(`document.${type}`)}</dt>
            <dd className="number">{number}</dd>
          </div>
        ))}
        <div>
          <dt>{t('fact.sexAndNationality')}</dt>
          <dd>
            {t(`sex.${sex}`)}
            {nationality !== null && ` · ${nationality}`}
          </dd>
        </div>
        <Test traveller={traveller} />
        <Colour traveller={traveller} />
        {traveller.vaccinationDoses > 0 && (
          <div>
            <dt>{t('fact.vaccination')}</dt>
            <dd>{t('fact.doses', { count: traveller.vaccinationDoses })}</dd>
          </div>
        )}
        {traveller.recoveredSince !== null && (
          <div>
            <dt>{t('fact.recovery')}</dt>
            <dd>{traveller.recoveredSince}</dd>
          </div>
        )}
        <Declaration traveller={traveller} />
      </dl>
    </div>
  );
}

function Test({ traveller: { latestTest } }: Facts) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  if (latestTest === null) {
    return (
      <div>
        <dt>{t('fact.test')}</dt>
        <dd>{t('fact.noTest')}</dd>
      </div>
    );
  }
  const { unit, count } = ageOf(now - latestTest.sampledAt);
  return (
    <div>
      <dt>{t('fact.test')}</dt>
      <dd>
        {t(`testResult.${latestTest.result}`)} · {t('fact.sampled', { ago: t(`ago.${unit}`, { count }) })}
      </dd>
    </div>
  );
}

/** The issuer's colour: a fact, never the verdict. The name stands beside the swatch; unknown colours show their own name. */
function Colour({ traveller: { colour, subCode } }: Facts) {
  const { t } = useTranslation();
  if (colour === null) return null;
  return (
    <div>
      <dt>{t('fact.colour')}</dt>
      <dd>
        <span className={`swatch swatch-${colour}`} aria-hidden="true" />
        {t(`colour.${colour}`, { defaultValue: colour })}
        {subCode !== null && ` · ${subCode}`}
      </dd>
    </div>
  );
}

/** What the traveller declared. */
function Declaration({ traveller: { declaration } }: Facts) {
  const { t } = useTranslation();
  if (declaration === null) return null;
  const { symptoms, contact, riskAreaStay } = declaration;
  return (
    <div className="declaration">
      <dt>{t('fact.declaration')}</dt>
      <dd>
        {symptoms.length === 0 ? t('fact.noSymptoms') : symptoms.map((symptom) => t(`symptom.${symptom}`)).join(t('list.separator'))}
        {contact !== 'no' && ` · ${t('fact.contact', { answer: t(`answer.${contact}`) })}`}
        {riskAreaStay !== 'no' && ` · ${t('fact.riskArea', { answer: t(`answer.${riskAreaStay}`) })}`}
      </dd>
    </div>
  );
}
