/** What the shopper does next. The API describes it as one object with many optional fields; here each kind has its own. */
export type NextAction =
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'widget'; readonly scriptUrl: string; readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly type: 'confirm'; readonly clientSecret: string; readonly publishableKey: string }
  | { readonly type: 'wait' }
  | { readonly type: 'qr'; readonly imageBase64: string; readonly mime: string }
  | VoucherAction;

export interface VoucherAction {
  readonly type: 'voucher';
  readonly url: string | null;
  readonly reference: string | null;
  readonly agreementCode: string | null;
  readonly expiresAt: string | null;
}

/** As the API writes it. */
export interface NextActionAnswer {
  readonly type: string;
  readonly url?: string | null;
  readonly script_url?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly client_secret?: string;
  readonly publishable_key?: string;
  readonly image_base64?: string;
  readonly mime?: string;
  readonly reference?: string | null;
  readonly agreement_code?: string | null;
  readonly expires_at?: string | null;
}

const READERS: Readonly<Record<string, (answer: NextActionAnswer) => NextAction | null>> = {
  redirect: ({ url }) => (url ? { type: 'redirect', url } : null),
  widget: ({ script_url: scriptUrl, parameters }) =>
    scriptUrl && parameters ? { type: 'widget', scriptUrl, parameters } : null,
  confirm: ({ client_secret: clientSecret, publishable_key: publishableKey }) =>
    clientSecret && publishableKey ? { type: 'confirm', clientSecret, publishableKey } : null,
  wait: () => ({ type: 'wait' }),
  qr: ({ image_base64: imageBase64, mime }) => (imageBase64 && mime ? { type: 'qr', imageBase64, mime } : null),
  voucher: ({ url, reference, agreement_code: agreementCode, expires_at: expiresAt }) => ({
    type: 'voucher',
    url: url ?? null,
    reference: reference ?? null,
    agreementCode: agreementCode ?? null,
    expiresAt: expiresAt ?? null,
  }),
};

/**
 * What a session asks the shopper to do. Null: nothing, or it is still to come, or it is of a kind that this client does not
 * know.
 */
export function nextActionOf(session: { readonly next_action: NextActionAnswer | null }): NextAction | null {
  const { next_action: answer } = session;
  return answer === null ? null : (READERS[answer.type]?.(answer) ?? null);
}
