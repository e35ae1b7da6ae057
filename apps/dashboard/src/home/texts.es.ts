export const es = {
  title: 'Inicio',
  question: '¿Hay dinero detenido?',
  answers: {
    unknown: 'Mirando…',
    good: 'No. Todo va al día.',
    warn: 'Todavía no, pero hay algo que mirar ya.',
    bad: 'Sí. Esto es lo que espera por ti:',
  },
  reasons: {
    failed: (count: string, isOne: boolean) =>
      isOne
        ? '1 evento falló y nadie lo ha reintentado: lo que avisó no está en los libros.'
        : `${count} eventos fallaron y nadie los ha reintentado: lo que avisaron no está en los libros.`,
    waiting: (count: string, age: string) => `Hay ${count} eventos por procesar; el más viejo espera hace ${age}.`,
    waitingForGateway: (gateways: string) => `Esperan a que ${gateways} responda y siguen solos.`,
    waitingForWorker: 'Comprueba que haya un worker en marcha: nada se pierde, pero nada se procesa.',
    orphan: (count: string, isOne: boolean) =>
      isOne ? '1 pago cobrado no pertenece a ningún pedido.' : `${count} pagos cobrados no pertenecen a ningún pedido.`,
    overdue: (count: string, isOne: boolean) =>
      isOne ? '1 pedido espera su pago más de lo normal.' : `${count} pedidos esperan su pago más de lo normal.`,
    review: (count: string, isOne: boolean) =>
      isOne ? '1 pedido necesita que alguien decida.' : `${count} pedidos necesitan que alguien decida.`,
    operations: (age: string) => `Una captura o devolución espera hace ${age} a la pasarela. No pidas otra igual.`,
    breaker: (gateway: string) =>
      `${gateway} no responde bien: se le da un respiro y se reintenta solo. Nada se pierde.`,
    silent: (gateway: string) =>
      `${gateway} está en silencio: hay pagos abiertos allí y no llega ningún aviso. Revisa en su panel la URL de eventos y concilia.`,
  },
  actions: {
    failed: 'Ver qué falló y reintentar',
    waiting: 'Ver los que esperan',
    orphan: 'Asignar los pagos',
    overdue: 'Ver los pedidos',
    review: 'Decidir',
    operations: 'Ver los pagos',
    breaker: 'Ver sus eventos',
    silent: 'Conciliar',
    signature: 'Conciliar',
  },
  signature: {
    secret: (gateway: string, since: string, good: string) =>
      `${gateway}: la firma falla desde ${since}; el último evento bueno llegó ${good}: probablemente se cambió el secreto.`,
    secretNeverGood: (gateway: string, since: string) =>
      `${gateway}: la firma falla desde ${since} y nunca ha llegado un evento bueno: probablemente el secreto no es el de su panel.`,
    clock: (gateway: string, since: string) =>
      `${gateway}: sus avisos llegan con una hora que no cuadra desde ${since}: revisa el reloj de este servidor.`,
    unsigned: (gateway: string, since: string) =>
      `${gateway}: llegan avisos sin firma desde ${since}. Puede ser alguien que prueba la puerta, o la URL equivocada en su panel.`,
    environment: (gateway: string, since: string) =>
      `${gateway}: llegan avisos de su otro entorno (pruebas o producción) desde ${since}. Revisa en su panel qué URL usa cada entorno.`,
    noise: (count: string) => `${count} avisos con firma que no vale en la última hora; los demás llegan bien.`,
    advice:
      'Copia el secreto de eventos del panel de la pasarela a la configuración (se pueden poner el nuevo y el viejo, separados por coma) y reinicia. La pasarela reenvía lo rechazado; para no esperar, concilia.',
  },
  never: 'nunca',
  tiles: {
    label: 'Lo que espera',
    oldest: 'Evento más viejo por procesar',
    noneWaits: 'Ninguno espera',
    waiting: (count: string) => `${count} por procesar`,
    failed: 'Eventos fallidos',
    processing: (count: string) => `${count} procesándose`,
    orphan: 'Pagos sin pedido',
    awaiting: 'Pedidos que esperan pago',
    overdue: (count: string) => `${count} fuera de plazo`,
    onTime: 'Todos dentro del plazo',
    review: 'Pedidos por revisar',
    operations: 'Operaciones abiertas',
    oldestOperation: (age: string) => `La más vieja: ${age}`,
    operationsNote: 'Capturas, devoluciones y anulaciones',
  },
  gateways: {
    title: 'Pasarelas',
    lastEvent: 'Último evento',
    success: 'Pagos aprobados, 24 h',
    waiting: 'Por procesar',
    failed: 'Fallidos',
    silent: 'En silencio',
    hears: 'Se la oye',
    breakerReason: 'Motivo',
    until: 'Se prueba de nuevo',
    refused: 'Firmas que no valen, 1 h',
    none: 'No hay ninguna pasarela configurada.',
  },
  alerts: {
    title: 'Alertas abiertas',
    none: 'Ninguna.',
    critical: 'Crítica',
    warning: 'Aviso',
    runbook: 'Procedimiento',
    since: 'Desde',
  },
  care: {
    title: 'Respaldo y conciliación',
    backup: 'Último respaldo completo',
    backupFailed: 'El último intento falló',
    backupRunning: 'Hay uno en curso',
    reconciliation: 'Última conciliación',
    drift: (count: string, isOne: boolean) => (isOne ? '1 diferencia' : `${count} diferencias`),
    noDrift: 'Los libros cuadran',
    neverBackup: 'Todavía no hay ninguno',
    neverReconciled: 'Todavía no hay ninguna',
  },
  queues: {
    title: 'Colas',
    all: 'Ver las colas',
    waiting: 'En cola',
    active: 'En curso',
    delayed: 'Aplazados',
    failed: 'Fallidos',
    away: 'No responde',
    empty: 'Vacía',
  },
  today: {
    title: 'Hoy, frente al mismo día de la semana pasada',
    orders: 'Pedidos',
    captured: 'Cobrado',
    failed: 'Pagos rechazados',
    before: (value: string) => `Hace una semana a esta hora: ${value}`,
  },
  charts: {
    title: 'Cómo va',
    period: 'Periodo',
    periods: { day: '24 horas', week: '7 días', month: '30 días' },
    gateway: 'Pasarela',
    time: 'Hora',
    success: 'Pagos aprobados',
    seconds: 'Del aviso al cobro registrado (p95)',
    secondsOne: 'Del aviso al cobro registrado',
    median: 'Mediana (p50)',
    p95: 'El 95 % tarda menos (p95)',
    pickGateway: 'Elige una pasarela para ver también la mediana.',
    volume: (currency: string) => `Cobrado (${currency})`,
    volumeNone: 'Cobrado',
    methods: 'Medios de pago por pasarela',
    unknownMethod: 'Sin dato',
    totals: (approved: string, before: string) => `Aprobados: ${approved}; una semana antes: ${before}.`,
  },
};

export type Texts = typeof es;
