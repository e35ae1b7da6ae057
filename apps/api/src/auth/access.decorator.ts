import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/**
 * Who may call a route: anybody; a storefront (publishable or secret key); staff (any user, or a secret key); operators (and
 * secret keys); admins (never a key).
 */
export const ACCESS_LEVELS = ['public', 'storefront', 'staff', 'operator', 'admin'] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

export const ACCESS_METADATA = 'pasarela:access';

/** Declares who may call a handler or, on a controller, all of its handlers. A route without it is closed to everybody. */
export const Access = (level: AccessLevel): CustomDecorator => SetMetadata(ACCESS_METADATA, level);

export const REMEMBERS_METADATA = 'pasarela:remembers';

/**
 * Declares that while PostgreSQL is away a key is taken for what it was within the hour. For what has to be read at that very
 * time, tells of nobody and changes nothing.
 */
export const RemembersKeys = (): CustomDecorator => SetMetadata(REMEMBERS_METADATA, true);
