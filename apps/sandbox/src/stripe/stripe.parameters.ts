import type { JsonObject } from '../gateway/json.types.js';
import type { StripeParams } from './stripe.params.js';

/**
 * The parameters that Stripe knows in API version 2026-10-28.endive, per call; any other is refused. Of those that the
 * sandbox does not act on the values are not looked at. `payment_method_types` is not among them any more.
 */

/** Plain words of an intent, kept as they are. */
export const INTENT_FIELDS = [
  'description',
  'receipt_email',
  'customer',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'setup_future_usage',
  'transfer_group',
];

const METHOD_TYPES = ['allowed_payment_method_types', 'excluded_payment_method_types'];

const SHARED = [
  ...['expand', 'mandate', 'mandate_data', 'payment_method', 'payment_method_data', 'payment_method_options'],
  ...['amount_details', 'hooks', 'payment_details', 'shipping', ...METHOD_TYPES],
];

export const CREATE_INTENT: readonly string[] = [
  ...['amount', 'currency', 'metadata', 'automatic_payment_methods', 'capture_method', 'confirm', 'return_url'],
  ...['confirmation_method', 'confirmation_token', 'customer_account', 'error_on_requires_action', 'off_session'],
  ...['application_fee_amount', 'on_behalf_of', 'payment_method_configuration', 'radar_options', 'transfer_data'],
  ...['use_stripe_sdk', ...SHARED, ...INTENT_FIELDS],
];

export const UPDATE_INTENT: readonly string[] = [
  ...['amount', 'currency', 'metadata', 'capture_method', 'customer_account', 'application_fee_amount'],
  ...['payment_method_configuration', 'transfer_data', ...SHARED, ...INTENT_FIELDS],
];

export const CONFIRM_INTENT: readonly string[] = [
  ...['return_url', 'client_secret', 'off_session', 'receipt_email', 'error_on_requires_action', 'use_stripe_sdk'],
  ...['capture_method', 'confirmation_token', 'radar_options', 'setup_future_usage', ...SHARED],
];

export const CAPTURE_INTENT: readonly string[] = [
  ...['amount_to_capture', 'final_capture', 'metadata', 'expand', 'amount_details', 'application_fee_amount', 'hooks'],
  ...['payment_details', 'statement_descriptor', 'statement_descriptor_suffix', 'transfer_data'],
];

export const CREATE_SESSION: readonly string[] = [
  ...['mode', 'line_items', 'success_url', 'cancel_url', 'client_reference_id', 'customer_email', 'customer'],
  ...['metadata', 'payment_intent_data', 'expires_at', 'locale', 'expand', 'ui_mode', 'return_url', 'currency'],
  ...['submit_type', 'billing_address_collection', 'phone_number_collection', 'customer_creation', 'automatic_tax'],
  ...['payment_method_options', 'payment_method_configuration', 'payment_method_collection', 'payment_method_data'],
  ...['shipping_address_collection', 'shipping_options', 'custom_fields', 'custom_text', 'consent_collection'],
  ...[
    'allow_promotion_codes',
    'discounts',
    'invoice_creation',
    'tax_id_collection',
    'customer_update',
    ...METHOD_TYPES,
  ],
  ...['redirect_on_completion', 'adaptive_pricing', 'after_expiration', 'branding_settings', 'name_collection'],
  ...['customer_account', 'integration_identifier', 'managed_payments', 'optional_items', 'origin_context'],
  ...['permissions', 'saved_payment_method_options', 'wallet_options'],
];

/** What an intent or a session may be paid with: the sandbox has cards. */
export function methodTypes(params: StripeParams): JsonObject {
  const allowed = params.texts('allowed_payment_method_types');
  const excluded = params.texts('excluded_payment_method_types');
  const offered = ['card'].filter(
    (type) => !excluded.includes(type) && (allowed.length === 0 || allowed.includes(type)),
  );
  return {
    allowed_payment_method_types: allowed.length === 0 ? null : allowed,
    excluded_payment_method_types: excluded.length === 0 ? null : excluded,
    payment_method_types: offered,
  };
}
