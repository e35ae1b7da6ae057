import { useSyncExternalStore } from 'react';
import { session } from './session.js';
import { type Me, type Role, roleAllows, type SessionState } from './session.types.js';

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.current);
}

/** Who is logged in. For what is shown only then. */
export function useMe(): Me {
  const state = useSession();
  if (state.phase !== 'open') throw new Error('nobody is logged in');
  return state.me;
}

/** May who is logged in do what takes this role? Only for what is shown: the API decides by itself. */
export function useMay(needed: Role): boolean {
  return roleAllows(useMe().role, needed);
}
