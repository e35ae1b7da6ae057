import { type FocusEvent, type PointerEvent, useState, useSyncExternalStore } from 'react';

/** Beyond so many pixels the head of a list is out of sight. */
const SCROLLED_PX = 240;
const ROWS = 'tbody, ul';

interface Reading {
  readonly isReading: boolean;
  /** For what is around the list. */
  readonly watch: {
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onBlur: () => void;
  };
}

/** Does somebody read the rows of a list: scrolled down to them, with the pointer over one or with the keyboard at one? */
export function useReading(): Reading {
  const isScrolled = useSyncExternalStore(subscribe, () => window.scrollY > SCROLLED_PX);
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  return {
    isReading: isScrolled || isPointed || isFocused,
    watch: {
      onPointerOver: ({ target, pointerType }) => setPointed(pointerType === 'mouse' && isInRows(target)),
      onPointerLeave: () => setPointed(false),
      onFocus: ({ target }) => setFocused(isInRows(target)),
      onBlur: () => setFocused(false),
    },
  };
}

function isInRows(target: EventTarget): boolean {
  return target instanceof Element && target.closest(ROWS) !== null;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('scroll', listener, { passive: true });
  return () => window.removeEventListener('scroll', listener);
}
