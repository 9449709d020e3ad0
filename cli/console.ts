/** Where a command writes and whom it asks; tests stand in for it. */
import { createInterface } from 'node:readline/promises';

export interface Console {
  /** One line of the answer. */
  out(line: string): void;
  /** Errors and progress. */
  err(text: string): void;
  /** Asks whoever sits there; null where nobody can be asked. */
  ask(question: string): Promise<string | null>;
}

/** A command that ends with a plain word and an exit code: 1 for something wrong at the terminal, 2 for wrong usage. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const systemConsole: Console = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (text) => void process.stderr.write(text),
  async ask(question) {
    if (!process.stdin.isTTY) return null;
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await prompt.question(question);
    } finally {
      prompt.close();
    }
  },
};
