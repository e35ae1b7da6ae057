import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { useMay, useMe } from '../session/use.session.js';
import { useStoryTexts, wordFor } from './use.story.texts.js';

const NAMES_KEPT_MS = 60_000;

/** Who did it: an administrator is told the name, everybody else what kind of somebody it was. */
export function ActorName({ actor }: { readonly actor: string }): ReactNode {
  const { actors } = useStoryTexts();
  const me = useMe();
  const names = useNames();
  const [kind = '', id] = actor.split(':');
  if (id === me.id) return actors.you;
  return names.get(id ?? '') ?? wordFor(actors, kind);
}

/** Users and keys by their ids: what only administrators may read. */
function useNames(): ReadonlyMap<string, string> {
  const isAdmin = useMay('admin');
  const { data } = useQuery({
    queryKey: ['names'],
    queryFn: async ({ signal }) => {
      const query = { limit: 100 };
      const [users, keys] = await Promise.all([
        api.GET('/api/users', { params: { query }, signal }),
        api.GET('/api/keys', { params: { query }, signal }),
      ]);
      const named = answerOf(users).data.map(({ id, email }) => [id, email] as const);
      return new Map([...named, ...answerOf(keys).data.map(({ id, name }) => [id, name] as const)]);
    },
    enabled: isAdmin,
    staleTime: NAMES_KEPT_MS,
  });
  return data ?? NOBODY;
}

const NOBODY: ReadonlyMap<string, string> = new Map();
