import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS_METADATA, type AccessLevel } from '../auth/access.decorator.js';

/** Who may call each handler, by `Controller.method`: what the guard reads too, so that the document cannot say otherwise. */
export function accessByHandler(app: INestApplicationContext): ReadonlyMap<string, AccessLevel> {
  const scanner = new MetadataScanner();
  const levels = new Map<string, AccessLevel>();
  for (const { metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype: unknown = metatype?.prototype;
    if (!metatype || typeof prototype !== 'object' || prototype === null) continue;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const level = levelOf(Reflect.get(prototype, name), metatype);
      if (level !== undefined) levels.set(`${metatype.name}.${name}`, level);
    }
  }
  return levels;
}

function levelOf(handler: unknown, controller: object): AccessLevel | undefined {
  if (typeof handler !== 'function') return undefined;
  const own = Reflect.getMetadata(ACCESS_METADATA, handler) as AccessLevel | undefined;
  return own ?? (Reflect.getMetadata(ACCESS_METADATA, controller) as AccessLevel | undefined);
}
