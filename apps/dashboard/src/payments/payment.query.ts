import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/api.client.js';
import { live } from '../api/query.client.js';
import { isOpen, type Payment } from './payment.rules.js';

/** Often while somebody waits for the gateway's answer. */
const BUSY_EVERY_MS = 1_500;
const CALM_EVERY_MS = 10_000;

export function usePayment(id: string) {
  return useQuery<Payment>({
    queryKey: ['payment', id],
    queryFn: async ({ signal }) =>
      answerOf(await api.GET('/api/payments/{id}', { params: { path: { id } }, signal })).data,
    ...live(),
    refetchInterval: ({ state }) => (state.data?.operations.some(isOpen) === true ? BUSY_EVERY_MS : CALM_EVERY_MS),
  });
}

/** Has everything that tells of payments, and of the orders that they are of, read again. */
export function usePaymentChanged(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const keys = ['payment', 'payments', 'order', 'orders', 'story', 'overview'];
    await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
  };
}
