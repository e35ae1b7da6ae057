import type { AlertsConfig } from '../config/app-config.js';
import type { Observed } from './alert.readings.js';
import { inWords } from './duration.words.js';
import type { PairsByGateway } from './process.pulse.js';

/** Something that somebody should look at: what it is about (a gateway, or empty), and in Spanish what is seen. */
export interface Finding {
  readonly subject: string;
  readonly summary: string;
}

export type Severity = 'warning' | 'critical';

/** A kind of trouble. The names are in rows, metrics and receivers' programs: one may be added, none changed. */
export interface Condition {
  readonly severity: Severity;
  /** How long it must last. */
  readonly holdMs: number;
  /** What people call it, in Spanish; RUNBOOK.md has an entry "Alerta: <title>". */
  readonly title: string;
  /** The way to mend it, in a line. */
  readonly advice: string;
  judge(observed: Observed, limits: AlertsConfig): readonly Finding[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const OPERATION_AGE_SECONDS = 3_600;
const RECONCILIATION_AGE_SECONDS = 3 * 3_600;
/** Shares of so few say nothing. */
const LEAST_PAYMENTS = 20;
const LEAST_REQUESTS = 50;
const LEAST_REFUSED = 5;
const ERROR_PERCENT = 5;
const SLOW_PERCENT = 5;
const REFUSED_PERCENT = 2;

export const CONDITIONS = {
  events_stuck: {
    severity: 'critical',
    holdMs: MINUTE_MS,
    title: 'Eventos atascados',
    advice: 'Compruebe que hay un worker en marcha; mientras tanto: npm run webhooks:process -- --loop.',
    judge: ({ installation }, { pendingAgeMs }) =>
      installation.events
        .filter(({ provider, status, oldestSeconds }) => {
          const isWaitingForGateway = installation.breakers.some(
            (breaker) => breaker.provider === provider && breaker.state !== 'closed',
          );
          return status === 'pending' && oldestSeconds * 1000 > pendingAgeMs && !isWaitingForGateway;
        })
        .map(({ provider, count, oldestSeconds }) => ({
          subject: provider,
          summary: `El evento pendiente más antiguo espera hace ${inWords(oldestSeconds)}; hay ${count} pendientes.`,
        })),
  },
  events_failed: {
    severity: 'warning',
    holdMs: 5 * MINUTE_MS,
    title: 'Eventos fallidos',
    advice: 'Abra Eventos con el filtro "fallidos", corrija la causa y reintente todos.',
    judge: ({ installation }) =>
      installation.events
        .filter(({ status }) => status === 'failed')
        .map(({ provider, count, oldestSeconds }) => ({
          subject: provider,
          summary: `${count} ${count === 1 ? 'evento falló' : 'eventos fallaron'} y nadie los ha reintentado; el más antiguo, hace ${inWords(oldestSeconds)}.`,
        })),
  },
  breaker_open: {
    severity: 'critical',
    holdMs: 5 * MINUTE_MS,
    title: 'Pasarela caída',
    advice:
      'Nada se pierde: los eventos esperan y siguen solos. Ofrezca otro medio de pago; con gateway_unauthorized, revise las llaves.',
    judge: ({ installation }) =>
      installation.breakers
        .filter(({ state }) => state !== 'closed')
        .map(({ provider, reason }) => ({
          subject: provider,
          summary: `La API de la pasarela no responde como debe (${reason ?? 'sin motivo'}).`,
        })),
  },
  gateway_silent: {
    severity: 'critical',
    holdMs: 5 * MINUTE_MS,
    title: 'Pasarela en silencio',
    advice: 'Concilie esa pasarela y revise en su panel la URL de eventos y los intentos fallidos.',
    judge: ({ installation }) =>
      installation.hearing
        .filter(({ silent }) => silent)
        .map(({ provider }) => ({
          subject: provider,
          summary: 'Hay pagos abiertos en la pasarela y no ha llegado nada de ella.',
        })),
  },
  signature_failures: {
    severity: 'critical',
    holdMs: MINUTE_MS,
    title: 'Firmas inválidas',
    advice:
      'Compare el secreto de eventos con el del panel de la pasarela; durante un cambio ponga los dos: nuevo,viejo.',
    judge: ({ counts }) =>
      beyond(counts.knocks, LEAST_REFUSED, REFUSED_PERCENT, 1).map(([subject, all, bad]) => ({
        subject,
        summary: `${bad} de ${all} webhooks de los últimos minutos traían una firma que no es válida.`,
      })),
  },
  webhooks_unstored: {
    severity: 'critical',
    holdMs: MINUTE_MS,
    title: 'No se guardan webhooks',
    advice: 'Revise PostgreSQL: espacio en disco, conexiones, permisos. Las pasarelas reenvían lo que no se guardó.',
    judge: ({ counts: { unstored } }) =>
      unstored === 0 ? [] : whole(`${unstored} webhooks de los últimos minutos no se pudieron guardar (503).`),
  },
  payments_failing: {
    severity: 'critical',
    holdMs: 5 * MINUTE_MS,
    title: 'Pagos que fallan',
    advice: 'Mire en Pagos los fallidos y el código de la pasarela; si es una sola, ofrezca otro medio de pago.',
    judge: ({ installation }, { paymentFailurePercent }) => {
      const pairs = installation.recentPayments.map(
        ({ provider, decided, failed }) => [provider, [decided, failed]] as const,
      );
      return beyond(Object.fromEntries(pairs), 1, paymentFailurePercent, LEAST_PAYMENTS).map(([subject, all, bad]) => ({
        subject,
        summary: `${bad} de ${all} pagos de la última hora fallaron sin que el banco los rechazara.`,
      }));
    },
  },
  sessions_failing: {
    severity: 'critical',
    holdMs: 2 * MINUTE_MS,
    title: 'Pagos que no comienzan',
    advice:
      'Mire qué pasarela responde en GET /api/v1/payments/health y revise sus llaves; ofrezca otro medio de pago.',
    judge: ({ counts }, { paymentFailurePercent }) =>
      beyond(counts.sessions, LEAST_REFUSED, paymentFailurePercent, 1).map(([subject, all, bad]) => ({
        subject,
        summary: `${bad} de ${all} pagos de los últimos minutos no pudieron comenzar.`,
      })),
  },
  payments_orphan: {
    severity: 'warning',
    holdMs: HOUR_MS,
    title: 'Dinero sin pedido',
    advice: 'Abra Pagos con el filtro "sin pedido" y asigne cada uno a su pedido, o devuélvalo.',
    judge: ({ installation: { orphanPayments } }) =>
      orphanPayments === 0 ? [] : whole(`Pagos capturados que no pertenecen a ningún pedido: ${orphanPayments}.`),
  },
  orders_review: {
    severity: 'warning',
    holdMs: DAY_MS,
    title: 'Pedidos en revisión',
    advice: 'Abra Pedidos con el filtro "en revisión": compare el monto y acepte o cancele.',
    judge: ({ installation: { ordersRequiringReview } }) =>
      ordersRequiringReview === 0 ? [] : whole(`Pedidos que esperan a una persona: ${ordersRequiringReview}.`),
  },
  operations_stuck: {
    severity: 'warning',
    holdMs: MINUTE_MS,
    title: 'Reembolso atascado',
    advice: 'Mire su error en el pago; si la pasarela está caída no hay nada que hacer. No pida otro reembolso.',
    judge: ({ installation: { oldestOperationSeconds: seconds, openOperations } }) =>
      seconds === null || seconds <= OPERATION_AGE_SECONDS
        ? []
        : whole(`La operación abierta más antigua espera hace ${inWords(seconds)}; hay ${openOperations} abiertas.`),
  },
  reconciliation_late: {
    severity: 'warning',
    holdMs: MINUTE_MS,
    title: 'Conciliación atrasada',
    advice: 'Mire qué pasarela falló en la última corrida; cuando responda, concilie a mano, sin elegir pasarela.',
    judge: ({ installation: { reconciledSeconds: seconds } }) =>
      seconds === null || seconds <= RECONCILIATION_AGE_SECONDS
        ? []
        : whole(`La última conciliación completa fue hace ${inWords(seconds)}.`),
  },
  books_differ: {
    severity: 'critical',
    holdMs: 0,
    title: 'Libros que no cuadran',
    advice: 'Abra la última conciliación: no entregue lo que la pasarela no conoce.',
    judge: ({ unsettled }) =>
      unsettled === 0 ? [] : whole(`La última conciliación encontró ${unsettled} diferencias que no pudo arreglar.`),
  },
  invariants_broken: {
    severity: 'critical',
    holdMs: 0,
    title: 'Invariante roto',
    advice: 'Ejecute npm run check:invariants: dice qué no se cumple y en qué filas. No corrija a mano sin una copia.',
    judge: ({ installation: { lastCheck } }) =>
      Object.entries(lastCheck?.counts ?? {})
        .filter(([, count]) => count > 0)
        .map(([invariant, count]) => ({
          subject: invariant,
          summary: `La última comprobación encontró ${count} ${count === 1 ? 'falta' : 'faltas'} de ${invariant}.`,
        })),
  },
  backup_failed: {
    severity: 'warning',
    holdMs: 0,
    title: 'Copia fallida',
    advice: 'Mire el error en Respaldos, libere espacio si falta y haga otra: npm run backup.',
    judge: ({ backups }) => (backups.lastStatus === 'failed' ? whole('La última copia de seguridad falló.') : []),
  },
  backup_late: {
    severity: 'warning',
    holdMs: MINUTE_MS,
    title: 'Copia vieja',
    advice: 'Haga una ahora: npm run backup. Compruebe AUTO_BACKUP_ENABLED, BACKUP_SCHEDULE y que hay un worker.',
    judge: ({ backups: { automatic, completedSeconds } }, { backupAgeMs }) =>
      automatic && completedSeconds * 1000 > backupAgeMs
        ? whole(`Hace ${inWords(completedSeconds)} que no se termina una copia de seguridad.`)
        : [],
  },
  drill_failed: {
    severity: 'critical',
    holdMs: 0,
    title: 'Ensayo de restauración fallido',
    advice: 'Mire en el log qué no coincidió, haga una copia nueva y ensáyela: npm run restore:drill.',
    judge: ({ backups }) =>
      backups.lastDrill === 'failed'
        ? whole('El último ensayo no pudo restaurar la copia: hoy no hay en qué confiar.')
        : [],
  },
  http_errors: {
    severity: 'critical',
    holdMs: 2 * MINUTE_MS,
    title: 'Errores de la API',
    advice: 'Busque en el log los códigos 5xx y mire GET /health: suele ser PostgreSQL.',
    judge: ({ counts: { requests, errors } }) =>
      isBeyond(requests, errors, ERROR_PERCENT, LEAST_REQUESTS)
        ? whole(`${errors} de ${requests} peticiones de los últimos minutos se respondieron con un error 5xx.`)
        : [],
  },
  api_slow: {
    severity: 'warning',
    holdMs: 5 * MINUTE_MS,
    title: 'Respuesta lenta',
    advice: 'Mire la CPU y PostgreSQL; si el proceso está al límite, añada otro con ROLE=api.',
    judge: ({ counts: { timed, slow } }) =>
      isBeyond(timed, slow, SLOW_PERCENT, LEAST_REQUESTS)
        ? whole(`${slow} de ${timed} peticiones de los últimos minutos tardaron más de un segundo.`)
        : [],
  },
  workers_missing: {
    severity: 'critical',
    holdMs: MINUTE_MS,
    title: 'Sin workers',
    advice: 'Levante un proceso con ROLE=worker o ROLE=all; nada se pierde mientras tanto, pero nada se procesa.',
    judge: ({ hasWorkers }) => (hasWorkers ? [] : whole('No hay ningún proceso que procese los eventos.')),
  },
  queues_down: {
    severity: 'warning',
    holdMs: 2 * MINUTE_MS,
    title: 'Colas sin respuesta',
    advice: 'Levante Redis (o PostgreSQL, si las colas están ahí). Nada se pierde: se procesa con segundos de demora.',
    judge: ({ queuesAnswer }) => (queuesAnswer ? [] : whole('Las colas no responden.')),
  },
} as const satisfies Readonly<Record<string, Condition>>;

export type ConditionName = keyof typeof CONDITIONS;

/** The condition of that name, if there (still) is one: an open alert may be older than the program. */
export function conditionOf(name: string): Condition | null {
  const conditions: Readonly<Record<string, Condition>> = CONDITIONS;
  return Object.hasOwn(conditions, name) ? (conditions[name] ?? null) : null;
}

/** A finding about the installation as a whole. */
function whole(summary: string): readonly Finding[] {
  return [{ subject: '', summary }];
}

function isBeyond(all: number, bad: number, percent: number, leastAll: number): boolean {
  return all >= leastAll && bad * 100 > all * percent;
}

/** The gateways of which more than the share went wrong. */
function beyond(
  pairs: PairsByGateway,
  leastBad: number,
  percent: number,
  leastAll: number,
): [string, number, number][] {
  return Object.entries(pairs)
    .filter(([, [all, bad]]) => bad >= leastBad && isBeyond(all, bad, percent, leastAll))
    .map(([gateway, [all, bad]]) => [gateway, all, bad]);
}
