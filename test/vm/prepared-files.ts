/** Names of what the host lays out for the guest's engine. Apart from what makes it: the guest would load the whole issuer. */
export const SETTINGS_FILE = 'portas.json';
export const CODE_FILE = 'code.txt';
export const FOREIGN_CODE_FILE = 'foreign-code.txt';
