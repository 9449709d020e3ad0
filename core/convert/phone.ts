/** Telephone numbers. Pure. Layer: convert. ITU-T E.164; national forms of the three places most travellers have a number of. */
import { compact } from './text.ts';

/** Numbers in E.164 form whose country has a form of its own here; every other country gets the general form. */
const NATIONAL: readonly { readonly code: string; readonly form: RegExp }[] = [
  { code: '+853', form: /^\+853\d{8}$/ },
  { code: '+852', form: /^\+852\d{8}$/ },
  // Mainland mobile numbers only: the mainland code is confirmed by a text message.
  { code: '+86', form: /^\+861[3-9]\d{9}$/ },
];
/** E.164: at most 15 digits, no leading zero; fewer than 7 reach nobody abroad. */
const GENERAL = /^\+[1-9]\d{6,14}$/;

/**
 * A number without a country code is Macau's with eight digits that begin like Macau's (6 mobile; 2 and 8 fixed), and the
 * mainland's with eleven that begin like a mobile number; any other is ambiguous.
 * @returns E.164, or null.
 */
export function parsePhone(text: string): string | null {
  const number = withCountryCode(compact(text).replace(/^00/, '+'));
  const form = NATIONAL.find(({ code }) => number.startsWith(code))?.form ?? GENERAL;
  return form.test(number) ? number : null;
}

function withCountryCode(number: string): string {
  if (/^[268]\d{7}$/.test(number)) return `+853${number}`;
  return /^1[3-9]\d{9}$/.test(number) ? `+86${number}` : number;
}
