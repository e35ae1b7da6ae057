/**
 * How often a route was answered, by status: plain numbers, for a door whose answers may cost nothing else. Whoever reads them
 * adds them to what is counted by other means.
 */
export class AnswerTally {
  private acknowledged = 0;
  private readonly others = new Map<number, number>();

  /** @param template as metrics and log lines name the route: `/webhooks/:provider`. */
  constructor(readonly template: string) {}

  add(status: number): void {
    if (status === 200) this.acknowledged++;
    else this.others.set(status, (this.others.get(status) ?? 0) + 1);
  }

  /** Tells what was counted since the last time. */
  drain(tell: (status: number, count: number) => void): void {
    if (this.acknowledged > 0) tell(200, this.acknowledged);
    this.acknowledged = 0;
    for (const [status, count] of this.others) tell(status, count);
    this.others.clear();
  }
}
