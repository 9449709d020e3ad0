/** What a technician has to tell a Linux system so that a device may be read. Pure. */

/** Group that Debian gives pluggable devices to, and the one it gives serial ports to. */
const HID_GROUP = 'plugdev';
const SERIAL_GROUP = 'dialout';

/** A udev rule for one maker's HID devices: where it belongs, what stands in it, and how it comes into force. */
export interface AccessRule {
  readonly file: string | null;
  readonly rule: string | null;
  readonly commands: string;
}

/** @see udev(7), "Rules files"; `ATTRS` looks at the USB device above the hidraw node. */
export function hidRule(vendorId: number): AccessRule {
  const vendor = vendorId.toString(16).padStart(4, '0');
  const file = `/etc/udev/rules.d/70-portas-${vendor}.rules`;
  const rule = `SUBSYSTEM=="hidraw", ATTRS{idVendor}=="${vendor}", MODE="0660", GROUP="${HID_GROUP}"`;
  return {
    file,
    rule,
    commands: [`echo '${rule}' | sudo tee ${file}`, `sudo usermod -aG ${HID_GROUP} "$USER"`, 'sudo udevadm control --reload', 'sudo udevadm trigger --subsystem-match=hidraw'].join('\n'),
  };
}

/** Serial ports have a group already. @param group - as the node has it; null where unknown. */
export function serialRule(group: string | null): AccessRule {
  const known = group !== null && /^[a-z_][a-z0-9_-]{0,31}$/.test(group) && group !== 'root' ? group : SERIAL_GROUP;
  return { file: null, rule: null, commands: `sudo usermod -aG ${known} "$USER"` };
}
