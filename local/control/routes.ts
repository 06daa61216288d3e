/** What a control route is given. */
export interface ControlRequest {
  /** What stood in the place of `:name`. */
  readonly parameter?: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** By method and path (`POST /faults`, `DELETE /faults/:id`). The result is sent as JSON. */
export interface ControlRoutes {
  readonly [methodAndPath: string]: (request: ControlRequest) => unknown;
}

/** An error with an HTTP status of its own; any other error is the caller's, with its message. */
export class ControlError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'ControlError';
  }
}

/** @throws ControlError that lists what there is */
export function matchRoute(
  routes: ControlRoutes, method: string, path: string,
): { readonly run: ControlRoutes[string]; readonly parameter?: string } {
  for (const [route, run] of Object.entries(routes)) {
    const [routeMethod, routePath = ''] = route.split(' ');
    if (routeMethod !== method) continue;
    if (routePath === path) return { run };
    const prefix = routePath.slice(0, routePath.indexOf(':'));
    if (!routePath.includes(':') || !path.startsWith(prefix)) continue;
    const parameter = decodeURIComponent(path.slice(prefix.length));
    if (parameter !== '' && !parameter.includes('/')) return { run, parameter };
  }
  throw new ControlError(404, `there is no ${method} ${path}; there is: ${Object.keys(routes).join(', ')}`);
}
