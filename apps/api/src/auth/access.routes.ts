import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS_METADATA } from './access.decorator.js';

/** Where Nest keeps a handler's path. */
const PATH_METADATA = 'path';

/**
 * The handlers (`Controller.method`) that declare no access, on themselves or on their controller: each is closed to
 * everybody, and a mistake. The application must hold the AuthModule.
 */
export function routesWithoutAccess(app: INestApplicationContext): string[] {
  const scanner = new MetadataScanner();
  const reflector = new Reflector();
  const controllers = app.get(DiscoveryService, { strict: false }).getControllers();
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype: unknown = metatype.prototype;
    if (typeof prototype !== 'object' || prototype === null) return [];
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
      const level: unknown = Reflect.getMetadata(ACCESS_METADATA, handler) ?? reflector.get(ACCESS_METADATA, metatype);
      return level === undefined ? [`${metatype.name}.${name}`] : [];
    });
  });
}
