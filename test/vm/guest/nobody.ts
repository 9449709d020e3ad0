/** The user and group without any rights, on every Debian. */
export const NOBODY = 65_534;
