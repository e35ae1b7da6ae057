import type { Invariant } from './invariant.js';

/** What each invariant promises, for people on duty. */
export const PROMISES: Readonly<Record<Invariant, string>> = {
  I1: 'Cada evento, pago y pedido está una sola vez',
  I3: 'Nada se queda sin procesar más allá de su hora',
  I4: 'Ningún pedido se cobra dos veces',
  I5: 'Solo hay dinero capturado donde la pasarela lo capturó, y no más del pedido',
  I6: 'Los montos de cada pago son la suma de su historia',
  I7: 'Los estados solo cambian por los pasos permitidos, sin huecos',
  I8: 'Cada pago y cada pedido es lo que dicen sus hechos',
  I9: 'Ningún pedido está pagado con otro monto u otra moneda',
  I10: 'Todo movimiento tiene un evento auténtico detrás',
  I13: 'Ninguna conexión retiene una transacción abierta',
  I16: 'La última conciliación no dejó diferencias',
  I17: 'Toda operación pedida a una pasarela tiene respuesta o se vuelve a preguntar',
};
