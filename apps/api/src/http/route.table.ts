import type { FastifyInstance } from 'fastify';

export interface RegisteredRoute {
  readonly method: string;
  /** As it was registered: `/webhooks/:provider`. */
  readonly url: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    routeTable: RouteTable;
  }
}

/** Every route of a Fastify instance: what tells 405 from 404, and what the OpenAPI document is compared with. */
export class RouteTable {
  private readonly patterns = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Keeps a table of what is registered from now on, as `instance.routeTable`. */
  static of(instance: FastifyInstance): RouteTable {
    const table = new RouteTable();
    instance.decorate('routeTable', table);
    instance.addHook('onRoute', ({ method, url }) => table.add(url, [method].flat()));
    return table;
  }

  add(url: string, methods: readonly string[]): void {
    const known = this.patterns.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const method of methods) known.methods.add(method);
    this.patterns.set(url, known);
  }

  all(): RegisteredRoute[] {
    return [...this.patterns].flatMap(([url, { methods }]) => [...methods].map((method) => ({ method, url })));
  }

  /** The methods that a path (without its query) can be called with. */
  methodsOf(path: string): string[] {
    const matching = [...this.patterns.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort();
  }
}

/** The route that answers preflights says nothing of which paths there are. */
const EVERYWHERE = '*';

function patternOf(url: string): RegExp {
  if (url === EVERYWHERE) return /^(?!)/;
  const source = url
    .split(/(:[A-Za-z_]\w*|\*)/)
    .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`);
}
