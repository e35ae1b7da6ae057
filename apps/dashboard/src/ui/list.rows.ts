/** Which rows are chosen. Only those that are shown can be; "all that match" is an action of its own. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly set: (ids: ReadonlySet<string>) => void;
}

/** The rows of a list and how they are known, whatever they are shown as. */
export interface ListRows<T> {
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  /** What a row is called, for screen readers. */
  readonly rowLabel: (row: T) => string;
  /** Where a row leads. */
  readonly rowHref?: ((row: T) => string) | undefined;
  readonly selection?: Selection | undefined;
}
