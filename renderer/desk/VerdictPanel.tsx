import { useTranslation } from 'react-i18next';
import { type CaseView, type Language, LANGUAGES, type VerdictView } from '../../core/contract.ts';
import { HTML_LANG } from '../i18n.ts';
import { countryName } from '../ui/country.ts';
import { clockTimeWithSeconds, shortTime } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { VerdictShape } from '../ui/VerdictShape.tsx';
import { Countdown } from './Countdown.tsx';
import type { DeskState } from './desk-state.ts';
import { OverrideLine } from './OverrideLine.tsx';
import { Reasons } from './Reasons.tsx';
import { SecondLine } from './SecondLine.tsx';
import { TravellerFacts } from './TravellerFacts.tsx';

interface Props {
  readonly verdict: VerdictView;
  readonly state: DeskState;
  readonly secondLanguage: Language | null;
  readonly onHold: () => void;
  readonly onClear: () => void;
  readonly onRefer: (kind: CaseView['kind']) => void;
  readonly onOverride: () => void;
}

/** The verdict: word, shape, colour; then what to do; then who it is about. */
export function VerdictPanel({ verdict, state, secondLanguage, onHold, onClear, onRefer, onOverride }: Props) {
  return (
    <section className={`verdict verdict-${verdict.outcome}`} aria-labelledby="verdict-word">
      <VerdictWord outcome={verdict.outcome} secondLanguage={secondLanguage} />
      <Origin verdict={verdict} />
      {/* Reachable by keyboard, since large text can make it scroll. */}
      <div className="verdict-body" tabIndex={0} role="group" aria-labelledby="verdict-word">
        {verdict.reasons.length > 0 && <Reasons verdict={verdict} />}
        {verdict.traveller !== null && <TravellerFacts traveller={verdict.traveller} />}
      </div>
      <div className="verdict-foot">
        <OverrideLine state={state} onOverride={onOverride} />
        <SecondLine state={state} onRefer={() => onRefer('second-line')} onAppeal={() => onRefer('appeal')} />
        <Countdown clearsAt={state.clearsAt} held={state.held} limits={state.limits} onHold={onHold} onClear={onClear} />
      </div>
    </section>
  );
}

function VerdictWord({ outcome, secondLanguage }: { readonly outcome: VerdictView['outcome']; readonly secondLanguage: Language | null }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="verdict-head" role="alert">
      <VerdictShape outcome={outcome} className="shape verdict-shape" />
      <div>
        <h2 id="verdict-word" className="verdict-word">
          {t(`outcome.${outcome}`)}
        </h2>
        {secondLanguage !== null && (
          <p className="verdict-second" lang={HTML_LANG[secondLanguage]}>
            {i18n.getFixedT(secondLanguage)(`outcome.${outcome}`)}
          </p>
        )}
      </div>
    </div>
  );
}

/** The issuer's name where the code is proved to be its; otherwise what the code says of itself. */
function issuerName({ issuer, issuerNames, traveller }: VerdictView, language: Language): string | null {
  if (issuer === null || traveller === null) return issuer;
  return issuerNames?.[language] ?? countryName(issuer, language) ?? issuer;
}

/** Which code this was, whose, and for how long it holds. */
function Origin({ verdict }: { readonly verdict: VerdictView }) {
  const { t, i18n } = useTranslation();
  const now = useNow(10_000);
  const { traveller } = verdict;
  const issuer = issuerName(verdict, LANGUAGES.find((language) => language === i18n.language) ?? 'zh-Hant');
  const format = verdict.format === null ? t('desk.unknownFormat') : t(`format.${verdict.format}`, { defaultValue: verdict.format });
  return (
    <p className="origin">
      {verdict.scannerRole !== null && <span className="origin-side">{t(`side.${verdict.scannerRole}`)}</span>}
      <span className="origin-format">{format}</span>
      {issuer !== null && <span>{t('desk.issuer', { issuer })}</span>}
      {traveller !== null && (
        <span>
          {t('desk.validity', { issued: shortTime(traveller.issuedAt, now), expires: shortTime(traveller.expiresAt, now) })}
        </span>
      )}
      <span>{t('desk.scannedAt', { time: clockTimeWithSeconds(verdict.at) })}</span>
      {verdict.source === 'picture' && <strong>{t('desk.fromPicture')}</strong>}
      {verdict.ruleSet !== null && <span className="small">{verdict.ruleSet}</span>}
    </p>
  );
}
