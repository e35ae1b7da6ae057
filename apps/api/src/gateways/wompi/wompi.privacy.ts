import type { PersonalKeys } from '../personal.data.js';

/** What Wompi's events say of the shopper: the card's last four digits, its brand and the bank stay. */
export const WOMPI_PERSONAL: PersonalKeys = {
  customer_email: 'email',
  email: 'email',
  full_name: 'name',
  card_holder: 'name',
  'customer_data.name': 'name',
  phone_number: 'digits',
  phone: 'digits',
  legal_id: 'digits',
  user_legal_id: 'digits',
  customer_references: 'hidden',
  shipping_address: 'hidden',
  billing_address: 'hidden',
  browser_info: 'hidden',
  device_id: 'hidden',
  device_data_token: 'hidden',
  ip: 'hidden',
  ip_address: 'hidden',
  token: 'hidden',
  unique_code: 'hidden',
  /** Pages and codes by which whoever has them pays, or sees who does. */
  async_payment_url: 'hidden',
  url: 'hidden',
  qr_image: 'hidden',
};
