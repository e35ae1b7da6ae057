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

const NAME = 'WidgetCheckout';
const REFUSED = new Set(['DECLINED', 'ERROR', 'VOIDED']);

/**
 * Loads a gateway's script, now that it was chosen and not before, and opens its widget over the page. `tell` hears of every
 * attempt, and of nothing when the shopper closes it. @throws Error when the script cannot be loaded or is not what it should be.
 */
export async function openWidget(
  scriptUrl: string,
  parameters: Readonly<Record<string, unknown>>,
  tell: (result: WidgetResult) => void,
): Promise<void> {
  if (!(NAME in window)) await load(scriptUrl);
  const widget: unknown = Reflect.get(window, NAME);
  if (!isConstructor(widget)) throw new Error('the script brought no widget');
  new widget(parameters).open(({ transaction }) => {
    if (transaction?.id === undefined) return;
    tell({ transactionId: transaction.id, isRefused: REFUSED.has(transaction.status ?? '') });
  });
}

function load(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('the script cannot be loaded')));
    document.head.append(script);
  });
}

function isConstructor(value: unknown): value is WidgetConstructor {
  return typeof value === 'function';
}
