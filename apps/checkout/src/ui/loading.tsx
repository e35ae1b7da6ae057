import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';

/** Takes about the room of what comes, so that nothing jumps when it is there. */
export function Loading(): ReactNode {
  const { frame } = useTexts();
  return (
    <div className="card loading" role="status">
      <span className="visually-hidden">{frame.loading}</span>
      <span className="bar wide" />
      <span className="bar" />
      <span className="bar" />
    </div>
  );
}
