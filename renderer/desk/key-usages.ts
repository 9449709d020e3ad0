/**
 * Keys by their place on the board: `KeyboardEvent.code` to the usage on page 0x07 of the HID Usage Tables, the same on every layout and under every input method.
 * Source: W3C UI Events KeyboardEvent code Values, section 3.1; HID Usage Tables 1.12, section 10.
 */
const LETTER_A = 0x04;
const DIGIT_1 = 0x1e;
const KEYPAD_1 = 0x59;
const LETTERS = 26;

const numbered = (name: string, first: number): [string, number][] => Array.from('1234567890', (digit, index) => [`${name}${digit}`, first + index]);

export const KEY_USAGES: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: LETTERS }, (_, index): [string, number] => [`Key${String.fromCharCode('A'.charCodeAt(0) + index)}`, LETTER_A + index]),
  ...numbered('Digit', DIGIT_1),
  ...numbered('Numpad', KEYPAD_1),
  ['Enter', 0x28],
  ['Tab', 0x2b],
  ['Space', 0x2c],
  ['Minus', 0x2d],
  ['Equal', 0x2e],
  ['BracketLeft', 0x2f],
  ['BracketRight', 0x30],
  ['Backslash', 0x31],
  ['Semicolon', 0x33],
  ['Quote', 0x34],
  ['Backquote', 0x35],
  ['Comma', 0x36],
  ['Period', 0x37],
  ['Slash', 0x38],
  ['NumpadDivide', 0x54],
  ['NumpadMultiply', 0x55],
  ['NumpadSubtract', 0x56],
  ['NumpadAdd', 0x57],
  ['NumpadEnter', 0x58],
  ['NumpadDecimal', 0x63],
  ['IntlBackslash', 0x64],
]);

const ENDINGS: ReadonlySet<number> = new Set([0x28, 0x2b, 0x58]);
/** Keys that end a code: Enter, Tab, the keypad's Enter. */
export const isEndingUsage = (usage: number): boolean => ENDINGS.has(usage);
