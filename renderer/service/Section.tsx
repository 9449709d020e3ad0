import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly name: 'problems' | 'scanners' | 'codes' | 'standing' | 'distribution' | 'trust' | 'rules' | 'queue' | 'system';
  /** False until the first answer is there. */
  readonly ready?: boolean;
  readonly children: ReactNode;
}

/** One part of the service workspace. */
export function Section({ name, ready = true, children }: Props) {
  const { t } = useTranslation();
  return (
    <section id={`service-${name}`} className={`service-section section-${name}`} aria-labelledby={`service-${name}-title`}>
      <h2 id={`service-${name}-title`}>{t(`service.section.${name}`)}</h2>
      {ready ? children : <p>{t('service.loading')}</p>}
    </section>
  );
}

/** A table that may scroll sideways, reachable by keyboard. */
export function TableBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="table-box" tabIndex={0} role="group" aria-label={label}>
      <table>{children}</table>
    </div>
  );
}

/** The head of a table. */
export function Head({ names }: { readonly names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
