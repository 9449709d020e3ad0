import { useTranslation } from 'react-i18next';
import { OUTCOMES, type VerdictView } from '../../core/contract.ts';
import { VerdictShape } from './VerdictShape.tsx';

interface Props {
  readonly outcome: VerdictView['outcome'];
}

/** An outcome's shape in its colour, small enough for a line of text. Wants the word beside it. */
export function OutcomeMark({ outcome }: Props) {
  return <VerdictShape outcome={outcome} className={`shape chip-shape-${outcome}`} />;
}

/** An outcome by shape and word. */
export function OutcomeName({ outcome }: Props) {
  const { t } = useTranslation();
  return (
    <span className="with-shape">
      <OutcomeMark outcome={outcome} />
      {t(`outcome.${outcome}`)}
    </span>
  );
}

/** Heads of a table's three columns of counts by outcome. */
export function OutcomeHeads() {
  return OUTCOMES.map((outcome) => (
    <th key={outcome} scope="col">
      <OutcomeName outcome={outcome} />
    </th>
  ));
}
