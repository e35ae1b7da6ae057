import type { PersonalKeys } from '../personal.data.js';

/** What MercadoPago's notifications and payments say of the payer: the card's last four digits and the bank stay. */
export const MERCADOPAGO_PERSONAL: PersonalKeys = {
  email: 'email',
  first_name: 'name',
  last_name: 'name',
  'cardholder.name': 'name',
  payer: 'hidden',
  'payer.id': 'digits',
  'payer.type': 'shown',
  'payer.entity_type': 'shown',
  'identification.type': 'shown',
  'identification.number': 'digits',
  'phone.area_code': 'hidden',
  'phone.number': 'digits',
  ip_address: 'hidden',
  address: 'hidden',
  receiver_address: 'hidden',
  shipments: 'hidden',
  accounts_info: 'hidden',
  bank_info: 'hidden',
  /** Pages and codes by which whoever has them pays, or sees who does. */
  external_resource_url: 'hidden',
  ticket_url: 'hidden',
  qr_code: 'hidden',
  qr_code_base64: 'hidden',
  /** The merchant's own words, whatever they are, but for what names the order. */
  metadata: 'hidden',
  'metadata.reference': 'shown',
  'metadata.cart_id': 'shown',
  'metadata.order_id': 'shown',
};
