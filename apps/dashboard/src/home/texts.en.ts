import type { Texts } from './texts.es.js';

export const en: Texts = {
  title: 'Home',
  question: 'Is money stuck?',
  answers: {
    unknown: 'Looking…',
    good: 'No. All is up to date.',
    warn: 'Not yet, but there is something to look at now.',
    bad: 'Yes. This waits for you:',
  },
  reasons: {
    failed: (count, isOne) =>
      isOne
        ? '1 event failed and nobody has retried it: what it tells is not in the books.'
        : `${count} events failed and nobody has retried them: what they tell is not in the books.`,
    waiting: (count, age) => `${count} events wait to be worked; the oldest for ${age}.`,
    waitingForGateway: (gateways) => `They wait for ${gateways} to answer and go on by themselves.`,
    waitingForWorker: 'Look whether a worker is running: nothing is lost, but nothing is worked.',
    orphan: (count, isOne) =>
      isOne ? '1 captured payment belongs to no order.' : `${count} captured payments belong to no order.`,
    overdue: (count, isOne) =>
      isOne
        ? '1 order waits for its payment longer than usual.'
        : `${count} orders wait for their payment longer than usual.`,
    review: (count, isOne) =>
      isOne ? '1 order needs somebody to decide.' : `${count} orders need somebody to decide.`,
    operations: (age) => `A capture or refund has waited ${age} for the gateway. Do not ask for another one.`,
    breaker: (gateway) =>
      `${gateway} does not answer well: it is left alone for a while and tried again. Nothing is lost.`,
    silent: (gateway) =>
      `${gateway} is silent: payments are open there and it tells nothing. Look at the URL of events in its panel and reconcile.`,
  },
  actions: {
    failed: 'See what failed and retry',
    waiting: 'See those that wait',
    orphan: 'Attach the payments',
    overdue: 'See the orders',
    review: 'Decide',
    operations: 'See the payments',
    breaker: 'See its events',
    silent: 'Reconcile',
    signature: 'Reconcile',
  },
  signature: {
    secret: (gateway, since, good) =>
      `${gateway}: signatures have failed since ${since}; the last good event came ${good}: the secret was probably changed.`,
    secretNeverGood: (gateway, since) =>
      `${gateway}: signatures have failed since ${since} and no good event ever came: the secret is probably not that of its panel.`,
    clock: (gateway, since) =>
      `${gateway}: its events come with a time that is off since ${since}: look at the clock of this server.`,
    unsigned: (gateway, since) =>
      `${gateway}: unsigned events have come since ${since}. Somebody may be trying the door, or its panel has the wrong URL.`,
    environment: (gateway, since) =>
      `${gateway}: events of its other world (test or production) have come since ${since}. Look at the URLs in its panel.`,
    noise: (count) => `${count} events with a bad signature in the last hour; the others come well.`,
    advice:
      "Copy the secret of events from the gateway's panel into the configuration (the new and the old one may stand there, separated by a comma) and restart. The gateway sends again what was refused; reconcile if you cannot wait.",
  },
  never: 'never',
  tiles: {
    label: 'What waits',
    oldest: 'Oldest event to be worked',
    noneWaits: 'None waits',
    waiting: (count) => `${count} to be worked`,
    failed: 'Failed events',
    processing: (count) => `${count} being worked`,
    orphan: 'Payments without an order',
    awaiting: 'Orders awaiting payment',
    overdue: (count) => `${count} overdue`,
    onTime: 'All within their time',
    review: 'Orders to be reviewed',
    operations: 'Open operations',
    oldestOperation: (age) => `The oldest: ${age}`,
    operationsNote: 'Captures, refunds and voids',
  },
  gateways: {
    title: 'Gateways',
    lastEvent: 'Last event',
    success: 'Payments approved, 24 h',
    waiting: 'To be worked',
    failed: 'Failed',
    silent: 'Silent',
    hears: 'Heard',
    breakerReason: 'Why',
    until: 'Tried again',
    refused: 'Bad signatures, 1 h',
    none: 'No gateway is configured.',
  },
  alerts: {
    title: 'Open alerts',
    none: 'None.',
    critical: 'Critical',
    warning: 'Warning',
    runbook: 'Procedure',
    since: 'Since',
  },
  care: {
    title: 'Backup and reconciliation',
    backup: 'Last complete backup',
    backupFailed: 'The last try failed',
    backupRunning: 'One is running',
    reconciliation: 'Last reconciliation',
    drift: (count, isOne) => (isOne ? '1 difference' : `${count} differences`),
    noDrift: 'The books agree',
    neverBackup: 'There is none yet',
    neverReconciled: 'There was none yet',
  },
  queues: {
    title: 'Queues',
    all: 'See the queues',
    waiting: 'Waiting',
    active: 'Active',
    delayed: 'Delayed',
    failed: 'Failed',
    away: 'Does not answer',
    empty: 'Empty',
  },
  today: {
    title: 'Today against the same day last week',
    orders: 'Orders',
    captured: 'Captured',
    failed: 'Payments refused',
    before: (value) => `A week ago by this time: ${value}`,
  },
  charts: {
    title: 'How it goes',
    period: 'Period',
    periods: { day: '24 hours', week: '7 days', month: '30 days' },
    gateway: 'Gateway',
    time: 'Time',
    success: 'Payments approved',
    seconds: 'From webhook to capture (p95)',
    secondsOne: 'From webhook to capture',
    median: 'Median (p50)',
    p95: '95 % take less (p95)',
    pickGateway: 'Choose a gateway to see the median as well.',
    volume: (currency) => `Captured (${currency})`,
    volumeNone: 'Captured',
    methods: 'Ways to pay by gateway',
    unknownMethod: 'Not known',
    totals: (approved, before) => `Approved: ${approved}; a week before: ${before}.`,
  },
};
