import type { ReactNode } from 'react';

/** Turns while something goes on; the text beside it says what. */
export function Spinner(): ReactNode {
  return <span className="spinner" aria-hidden="true" />;
}
