import type { PaymentMethod } from '../gateways/gateway.payments.js';

interface Label {
  readonly es: string;
  readonly en: string;
}

/** What shoppers read of each way to pay. */
export const METHOD_LABELS: Readonly<Record<PaymentMethod, Label>> = {
  checkout: { es: 'Todos los medios de pago', en: 'All payment methods' },
  card: { es: 'Tarjeta de crédito o débito', en: 'Credit or debit card' },
  widget: {
    es: 'Todos los medios de pago, sin salir de la tienda',
    en: 'All payment methods, without leaving the shop',
  },
  payment_intent: { es: 'Tarjeta, sin salir de la tienda', en: 'Card, without leaving the shop' },
  pse: { es: 'PSE: débito desde tu banco', en: 'PSE: bank transfer' },
  nequi: { es: 'Nequi', en: 'Nequi' },
  daviplata: { es: 'Daviplata', en: 'Daviplata' },
  bancolombia_transfer: { es: 'Botón Bancolombia', en: 'Bancolombia transfer' },
  bancolombia_qr: { es: 'Código QR Bancolombia', en: 'Bancolombia QR code' },
  bancolombia_collect: { es: 'Efectivo en corresponsal Bancolombia', en: 'Cash at a Bancolombia agent' },
  efecty: { es: 'Efectivo en Efecty', en: 'Cash at Efecty' },
};
