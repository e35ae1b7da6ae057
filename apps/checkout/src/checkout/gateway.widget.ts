import { loadGatewayScript } from './gateway.script.js';

/** What Wompi's script puts into the page. */
type WidgetConstructor = new (parameters: Readonly<Record<string, unknown>>) => {
  open(tell: (result: { readonly transaction?: { readonly id?: string; readonly status?: string } }) => void): void;
};

/** How an attempt inside the widget ended. */
export interface WidgetResult {
  readonly transactionId: string;
  /** Refused, the shopper may try again in the widget. */
  readonly isRefused: boolean;
}

const REFUSED = new Set(['DECLINED', 'ERROR', 'VOIDED']);

/**
 * Opens a gateway's widget over the page. `tell` hears of every attempt, and of nothing when the shopper closes it.
 * @throws Error when the script cannot be loaded or is not what it should be.
 */
export async function openWidget(
  scriptUrl: string,
  parameters: Readonly<Record<string, unknown>>,
  tell: (result: WidgetResult) => void,
): Promise<void> {
  const Widget = (await loadGatewayScript(scriptUrl, 'WidgetCheckout')) as WidgetConstructor;
  new Widget(parameters).open(({ transaction }) => {
    if (transaction?.id === undefined) return;
    tell({ transactionId: transaction.id, isRefused: REFUSED.has(transaction.status ?? '') });
  });
}
