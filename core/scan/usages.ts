/** Usage pages and usages that tell a scanner from other devices. Layer: scan. */

/** HID Point of Sale Usage Tables 1.02, page "Bar Code Scanner". */
export const POS_USAGE_PAGE = 0x8c;
export const POS_USAGE_SCANNER = 0x02;
/** HID Usage Tables, page "Generic Desktop". */
export const DESKTOP_USAGE_PAGE = 0x01;
export const DESKTOP_USAGE_KEYBOARD = 0x06;
