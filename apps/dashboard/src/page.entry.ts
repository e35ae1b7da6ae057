import type { ComponentType } from 'react';
import type { Both } from './language/language.js';
import type { Role } from './session/session.types.js';

/** What a page's module exports: `export function Component()`. */
export interface PageModule {
  readonly Component: ComponentType;
}

/** A line of the table of pages. */
export interface PageEntry {
  /** Below /dashboard; `:id` stands for what changes. */
  readonly path: string;
  readonly title: Both<string>;
  /** With an icon it is in the sidebar. */
  readonly icon?: ComponentType;
  /** Whoever may less neither sees nor enters it. */
  readonly role: Role;
  readonly load: () => Promise<PageModule>;
}
