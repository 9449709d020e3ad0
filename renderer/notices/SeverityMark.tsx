import type { NoticeSeverity } from '../../core/contract.ts';

/** A shape for each severity, and none of them a verdict's: a sheet on a pin, a bell that rings. */
export function SeverityMark({ severity }: { readonly severity: NoticeSeverity }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="notice-mark" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
      {severity === 'urgent' ? (
        <>
          <path d="M5 17h14l-2-3V10a5 5 0 0 0-10 0v4z" fill="currentColor" />
          <path d="M10 20.5h4M2.5 9A8 8 0 0 1 6 3M21.5 9A8 8 0 0 0 18 3" />
        </>
      ) : (
        <>
          <path d="M4 5h16v16H4zM7.5 11.5h9M7.5 15.5h6" />
          <circle cx="12" cy="4" r="2" fill="currentColor" />
        </>
      )}
    </svg>
  );
}
