/** What `npm run faults` knows of a fault that the terminal has to survive. */

export interface FaultOptions {
  /** How often the fault strikes; what a round is, each fault says. */
  readonly rounds: number;
  /** The same seed strikes in the same places. */
  readonly seed: string;
  /** A line of progress. */
  readonly say: (line: string) => void;
}

export interface FaultResult {
  readonly figures: Readonly<Record<string, number | string>>;
  /** Promises that did not hold, in words; empty when all held. */
  readonly broken: readonly string[];
  /** Why it could not be tried on this machine; such a run has shown nothing. */
  readonly skipped?: string;
}

export interface Fault {
  readonly name: string;
  /** What happens to the terminal, and what must hold. */
  readonly title: string;
  /** Rounds where the caller names none. */
  readonly rounds?: number;
  run(options: FaultOptions): Promise<FaultResult>;
  /** The same with a terminal that does not keep its promise: something must be broken, or the run could not have found it. */
  control(options: FaultOptions): Promise<FaultResult>;
}
