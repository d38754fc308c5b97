import type { Duplex } from 'node:stream';
import type { MockHandler, MockRequest } from '../server/http-server.js';
import type { CosmicHandler, CosmicPart } from './part.js';

export interface MountedParts {
  handler(path: string): CosmicHandler | undefined;
  open(path: string): MockHandler | undefined;
  /** The APIs of all parts, for grants. */
  readonly paths: readonly string[];
  readonly views: Readonly<Record<string, () => unknown>>;
  readonly commands: Readonly<Record<string, (body: unknown) => unknown>>;
  /** Absent when no part wants WebSockets. */
  readonly upgrade: ((request: MockRequest, socket: Duplex) => boolean) | undefined;
  close(): Promise<void>;
}

/** Puts the parts side by side. @throws Error where two of them claim one path or name */
export function mountParts(parts: readonly CosmicPart[]): MountedParts {
  const routes = merged(parts, 'routes');
  const openRoutes = merged(parts, 'openRoutes');
  const prefixes = [...openRoutes].filter(([path]) => path.endsWith('*'));
  return {
    handler: (path) => routes.get(path),
    open: (path) => openRoutes.get(path) ?? prefixes.find(([prefix]) => path.startsWith(prefix.slice(0, -1)))?.[1],
    paths: [...routes.keys()],
    views: Object.fromEntries(merged(parts, 'views')),
    commands: Object.fromEntries(merged(parts, 'commands')),
    upgrade: parts.some((part) => part.upgrade !== undefined)
      ? (request, socket) => parts.some((part) => part.upgrade?.(request, socket) === true)
      : undefined,
    close: async () => {
      await Promise.all(parts.map((part) => part.close?.()));
    },
  };
}

type Member = 'routes' | 'openRoutes' | 'views' | 'commands';

function merged<M extends Member>(parts: readonly CosmicPart[], member: M): Map<string, NonNullable<CosmicPart[M]>[string]> {
  const all = new Map<string, NonNullable<CosmicPart[M]>[string]>();
  for (const part of parts) {
    for (const [name, value] of Object.entries(part[member] ?? {})) {
      if (all.has(name)) throw new Error(`two parts of the mock have ${member} ${name}`);
      all.set(name, value as NonNullable<CosmicPart[M]>[string]);
    }
  }
  return all;
}
