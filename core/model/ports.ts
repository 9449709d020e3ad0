/** Checkpoints; names are in the locales. */
export const PORTS = ['barrier-gate', 'qingmao', 'hengqin', 'hzmb', 'zhuhai-macau-industrial-zone', 'inner-harbour'] as const;
export type Port = (typeof PORTS)[number];
