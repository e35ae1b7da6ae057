/** What an alert is about: a condition, and a gateway or nothing. */
export interface Topic {
  readonly condition: string;
  readonly subject: string;
}

/** Something that holds at this look. */
export interface Sighting extends Topic {
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
  /** How long it must last before it is an alert. */
  readonly holdMs: number;
}

/** What earlier looks left: since when it holds, and when it was last seen to. */
export interface Watch extends Topic {
  readonly since: Date;
  readonly lastSeen: Date;
}

/** An alert that has started and not ended. */
export interface OpenAlert extends Topic {
  readonly id: string;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
  readonly startedAt: Date;
}

/** What a look comes to. */
export interface Decision {
  readonly starts: readonly Sighting[];
  readonly ends: readonly OpenAlert[];
  /** The watches to be kept for the next look. */
  readonly watches: readonly Watch[];
}

export interface Known {
  readonly watches: readonly Watch[];
  readonly open: readonly OpenAlert[];
}

const key = ({ condition, subject }: Topic): string => `${condition}/${subject}`;

function byTopic<T extends Topic>(topics: readonly T[]): ReadonlyMap<string, T> {
  return new Map(topics.map((topic) => [key(topic), topic]));
}

/**
 * Decides what starts and what ends. Something must have lasted to start and must be gone for a while to end, so that what comes
 * and goes is one alert, or none: nobody is told of a thing twice because it trembles.
 */
export function decide(seen: readonly Sighting[], { watches, open }: Known, now: Date, settleMs: number): Decision {
  const sightings = byTopic(seen);
  const known = byTopic(watches);
  const alerts = byTopic(open);
  const watched = seen.map((sighting): Watch => ({
    condition: sighting.condition,
    subject: sighting.subject,
    since: known.get(key(sighting))?.since ?? now,
    lastSeen: now,
  }));
  const lasted = (watch: Watch, forMs: number): boolean => now.getTime() - watch.since.getTime() >= forMs;
  const starts = watched.flatMap((watch) => {
    const sighting = sightings.get(key(watch));
    return sighting && !alerts.has(key(watch)) && lasted(watch, sighting.holdMs) ? [sighting] : [];
  });
  // One that nobody watches any more (its row is gone, its condition is no longer ours) was last seen when it started.
  const unseen = open.filter((alert) => !sightings.has(key(alert)));
  const lastSeen = (alert: OpenAlert): Date => known.get(key(alert))?.lastSeen ?? alert.startedAt;
  const ends = unseen.filter((alert) => now.getTime() - lastSeen(alert).getTime() >= settleMs);
  const ended = byTopic(ends);
  const waiting = watches.filter(
    (watch) => alerts.has(key(watch)) && !sightings.has(key(watch)) && !ended.has(key(watch)),
  );
  return { starts, ends, watches: [...watched, ...waiting] };
}
