/** The closed list of faults: things that go wrong with the terminal, not with a traveller's code. */
export const FAULT_CODES = [
  'backup-unusable',
  'config-invalid',
  'data-dir-unusable',
  'data-dir-in-use',
  'database-newer',
  'database-corrupt',
  'store-key-invalid',
  'database-unusable',
  'key-set-invalid',
  'policy-invalid',
  'rules-invalid',
  'terminal-key-invalid',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** A fault of the terminal. The message names the file or part and says what was expected and what came. */
export class PortasFault extends Error {
  override readonly name = 'PortasFault';
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
