/** What a session may see. Pure; the engine asks again at every call. */
import type { SessionView } from '../../core/contract.ts';
import type { Workspace } from '../ui/WorkspaceTabs.tsx';

const WORKSPACE_ROLES = { desk: ['officer', 'supervisor'], overview: ['supervisor'], service: ['technician'] } as const satisfies Record<Workspace, readonly string[]>;

/** Whether somebody has to sign in before anything else. */
export const needsSignIn = (session: SessionView): boolean => session.state !== 'open' && session.state !== 'signed-in';

/** The workspaces of whoever is signed in, in their order on the tabs. */
export function workspacesOf({ state, person }: SessionView): readonly Workspace[] {
  const all: readonly Workspace[] = ['desk', 'overview', 'service'];
  if (state === 'open') return all;
  const roles: readonly string[] = person?.roles ?? [];
  return all.filter((workspace) => WORKSPACE_ROLES[workspace].some((role) => roles.includes(role)));
}
