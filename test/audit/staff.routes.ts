import { type INestApplication, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS_METADATA, type AccessLevel } from '../../apps/api/src/auth/access.decorator.js';

/** A route that somebody needs a credential for, with what the guard demands of them. */
export interface GuardedRoute {
  /** `POST /api/users/:id/password` */
  readonly name: string;
  readonly method: string;
  readonly access: AccessLevel;
}

/** Every route of the application's controllers, read from where the router and the guard read it. */
export function guardedRoutes(app: INestApplication): GuardedRoute[] {
  const scanner = new MetadataScanner();
  const reflector = new Reflector();
  return app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as object;
      return scanner.getAllMethodNames(prototype).flatMap((handlerName) => {
        const handler: unknown = Reflect.get(prototype, handlerName);
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
        const access = reflector.getAllAndOverride<AccessLevel | undefined>(ACCESS_METADATA, [handler, metatype]);
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
        const paths = pathsOf(metatype).flatMap((parent) => pathsOf(handler).map((own) => joined(parent, own)));
        return access === undefined ? [] : paths.map((path) => ({ name: `${method} ${path}`, method, access }));
      });
    });
}

function pathsOf(target: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
}

function joined(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}
