import type { PersonalKeys } from '../personal.data.js';

/** What Stripe's events say of the customer: the card's last four digits, its brand and country stay. */
export const STRIPE_PERSONAL: PersonalKeys = {
  email: 'email',
  customer_email: 'email',
  receipt_email: 'email',
  name: 'name',
  individual_name: 'name',
  business_name: 'name',
  customer_name: 'name',
  phone: 'digits',
  tax_id: 'digits',
  tax_ids: 'hidden',
  address: 'hidden',
  tracking_number: 'hidden',
  collected_information: 'hidden',
  custom_fields: 'hidden',
  evidence: 'hidden',
  fingerprint: 'hidden',
  ip_address: 'hidden',
  customer_purchase_ip: 'hidden',
  user_agent: 'hidden',
  client_secret: 'hidden',
  /** Pages by which whoever has them pays, or sees who did. */
  receipt_url: 'hidden',
  hosted_voucher_url: 'hidden',
  url: 'hidden',
  /** The merchant's own words, whatever they are, but for what names the order. */
  metadata: 'hidden',
  'metadata.reference': 'shown',
  'metadata.cart_id': 'shown',
  'metadata.order_id': 'shown',
};
