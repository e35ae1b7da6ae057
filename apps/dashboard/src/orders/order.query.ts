import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { live } from '../api/query.client.js';

export type Order = Schemas['OrderDetailView'];

export function useOrder(id: string) {
  return useQuery<Order>({
    queryKey: ['order', id],
    queryFn: async ({ signal }) =>
      answerOf(await api.GET('/api/orders/{id}', { params: { path: { id } }, signal })).data,
    ...live(),
  });
}

/** The order with its personal data as it is. Each call is a row of the audit, so it is made when a person asks, and only then. */
export async function revealOrder(id: string): Promise<Order> {
  const params = { path: { id }, query: { reveal: 'true' } } as const;
  return answerOf(await api.GET('/api/orders/{id}', { params })).data;
}

/** Has everything that tells of orders read again. */
export function useOrderChanged(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const keys = ['order', 'orders', 'payment', 'payments', 'story', 'overview'];
    await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
  };
}
