/** Who may read a device's node, as the system sees it now. Layer: scan. */
import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import type { ACCESS_RIGHTS } from '../../model/devices.ts';
import { toDetail } from '../limits.ts';

/** Rights at one node. */
export interface AccessRights {
  readonly may: (typeof ACCESS_RIGHTS)[number];
  /** Names where the system has some, else numbers; null where unknown. */
  readonly owner: string | null;
  readonly group: string | null;
  /** Permission bits in octal, such as `0660`. */
  readonly mode: string | null;
}

export const UNKNOWN_RIGHTS: AccessRights = { may: 'unknown', owner: null, group: null, mode: null };
/** Longer account files are not searched: the numbers do as well. */
const MAX_ACCOUNTS_BYTES = 256 * 1_024;

/** Looks at a node. Never rejects: a node that is gone has unknown rights. */
export async function readAccessRights(path: string, files: { readonly passwd: string; readonly group: string } = { passwd: '/etc/passwd', group: '/etc/group' }): Promise<AccessRights> {
  if (!path.startsWith('/')) return UNKNOWN_RIGHTS;
  try {
    const { uid, gid, mode } = await stat(path);
    const [mayRead, mayWrite, owner, group] = await Promise.all([may(path, constants.R_OK), may(path, constants.R_OK | constants.W_OK), nameOf(files.passwd, uid), nameOf(files.group, gid)]);
    return { may: mayWrite ? 'read-write' : mayRead ? 'read-only' : 'none', owner, group, mode: (mode & 0o7777).toString(8).padStart(4, '0') };
  } catch {
    return UNKNOWN_RIGHTS;
  }
}

const may = (path: string, wanted: number): Promise<boolean> =>
  access(path, wanted).then(
    () => true,
    () => false,
  );

/** Name of an account: both files have lines of `name:password:number:...` (passwd(5), group(5)). */
async function nameOf(file: string, id: number): Promise<string> {
  const text = await stat(file)
    .then(({ size }) => (size > MAX_ACCOUNTS_BYTES ? '' : readFile(file, 'utf8')))
    .catch(() => '');
  const line = text.split('\n').find((each) => each.split(':')[2] === id.toString());
  const name = toDetail(line?.split(':')[0] ?? '');
  return name === '' ? id.toString() : name;
}
