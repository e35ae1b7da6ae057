/** What always holds of the books, by the names of the published list; each is checked over the live database. */
export const INVARIANTS = ['I1', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I13', 'I16', 'I17'] as const;
export type Invariant = (typeof INVARIANTS)[number];

/** A promise that is broken, and where. */
export interface Violation {
  readonly invariant: Invariant;
  /** The id of what is wrong. */
  readonly subject: string;
  /** What is wrong with it: ids, statuses and amounts, nothing personal. */
  readonly what: string;
}

/** What a check found of one invariant. */
export interface InvariantFinding {
  readonly invariant: Invariant;
  /** How many there are, also of those that are not listed. */
  readonly count: number;
  /** The first of them. */
  readonly violations: readonly Violation[];
}

export interface CheckReport {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** One for every invariant that was checked, in the order of the list. */
  readonly findings: readonly InvariantFinding[];
}

/** How many violations of each invariant are listed. */
export const MAX_LISTED = 20;

/** All that is wrong, whatever it is. */
export function violationCount({ findings }: Pick<CheckReport, 'findings'>): number {
  return findings.reduce((sum, { count }) => sum + count, 0);
}
