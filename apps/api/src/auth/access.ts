// What features need to guard their routes: one import for the declaration and for who it was.
export { Access, type AccessLevel, RemembersKeys } from './access.decorator.js';
export { CurrentPrincipal, type Principal, type UserRole } from './principal.js';
export { actorOf, CurrentActor } from './audit.source.js';
