/** Words for what is plugged in. */

/**
 * How a scanner speaks over USB. `ibm-hand-held` and `ibm-table-top`: IBM's OEM point of sale interfaces; `other`: a maker's own interface, or none
 * that is known.
 */
export const SCANNER_MODES = ['hid-pos', 'hid-keyboard', 'serial', 'ibm-hand-held', 'ibm-table-top', 'other'] as const;
export type ScannerMode = (typeof SCANNER_MODES)[number];

/** Codes that a scanner is set up with. */
export const PROGRAMMING_SYMBOLOGIES = ['code128', 'qr', 'datamatrix'] as const;

/**
 * Why a collection or port is read, or not.
 * `opened`: by its profile; `not-open`: it would be, and is not for now; `beside-opened`: the same device is read by another collection;
 * `keyboard`: no profile names it a scanner, and people's keyboards are never opened; `no-profile`: nothing says that it is a scanner.
 */
export const DEVICE_USES = ['opened', 'not-open', 'beside-opened', 'keyboard', 'no-profile'] as const;
export type DeviceUse = (typeof DEVICE_USES)[number];

/** What this program may do with a device's node; `unknown` where it is no file, as on other systems than Linux. */
export const ACCESS_RIGHTS = ['read-write', 'read-only', 'none', 'unknown'] as const;

/** What a device's own descriptor says of the layout in its profile: the same, something else, or nothing that could be used. */
export const DESCRIPTOR_RESULTS = ['agrees', 'differs', 'unusable'] as const;
/** Parts of a layout that are compared. */
export const LAYOUT_FIELDS = ['reportId', 'reportBytes', 'lengthAt', 'aimAt', 'dataAt', 'dataBytes', 'continuationAt'] as const;

/** Longest list of devices that is told: a hub of hubs has 127 devices on one bus. */
export const MAX_LISTED_DEVICES = 64;
export const MAX_LISTED_INTERFACES = 32;
