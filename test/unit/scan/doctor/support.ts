/** As Caps Lock does. */
export const invertCase = (text: string): string => text.replace(/[A-Za-z]/g, (letter) => (letter >= 'a' ? letter.toUpperCase() : letter.toLowerCase()));
