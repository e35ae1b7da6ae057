/** Which of a gateway's words nobody has mapped yet. It was taken as still pending; somebody should read about it. */
export interface UnknownStatus {
  readonly gateway: string;
  readonly kind: 'payment' | 'refund' | 'dispute';
  /** At most 64 of letters, digits and `_.-`: safe as a metric's label. */
  readonly status: string;
}

/** Who is told of what a gateway's tables do not know; the application counts and logs it. */
export interface GatewayObserver {
  unknownStatus(status: UnknownStatus): void;
}

export const GATEWAY_OBSERVER = Symbol('GatewayObserver');

export const silentObserver: GatewayObserver = { unknownStatus: () => undefined };
