/**
 * Asks for a passphrase: from the environment where a machine signs alone, else at the terminal, without showing what is typed.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export const PASSPHRASE_VARIABLE = 'PORTAS_TRUST_PASSPHRASE';
/** Words from a list or as many characters: below, guessing is cheaper than the safe. */
const LEAST_CHARACTERS = 12;

/** Where passphrases come from, so that tests need no terminal. */
export interface PassphraseSource {
  /** @param question - shown where somebody is asked. */
  ask(question: string): Promise<string>;
}

/** Environment first, terminal second. */
export const passphraseSource: PassphraseSource = {
  async ask(question) {
    const given = process.env[PASSPHRASE_VARIABLE];
    if (given !== undefined && given !== '') return given;
    if (!process.stdin.isTTY) throw new Error(`expected a passphrase in ${PASSPHRASE_VARIABLE}, or a terminal to ask at`);
    process.stderr.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
    try {
      return await reader.question('');
    } finally {
      reader.close();
      process.stderr.write('\n');
    }
  },
};

/** A passphrase for a new key, asked for twice. @throws Error when it is short or the two differ. */
export async function askNewPassphrase(source: PassphraseSource): Promise<string> {
  const passphrase = await source.ask('New passphrase: ');
  if (passphrase.length < LEAST_CHARACTERS) throw new Error(`passphrase: expected at least ${LEAST_CHARACTERS} characters`);
  if ((await source.ask('Again: ')) !== passphrase) throw new Error('passphrase: the two are not the same');
  return passphrase;
}
