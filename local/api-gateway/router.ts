import type { RestMethod, RestResource } from '../assembly/rest-api-model';

export interface Match {
  readonly resource: RestResource;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the resource for a path without the stage. Literal segments win over `{name}`, which
 * wins over `{name+}`; parameters are matched still encoded, so that an encoded slash stays in one.
 */
export function matchPath(root: RestResource, path: string): Match | undefined {
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  return descend(root, segments, {});
}

/** The method of a resource that serves an HTTP method. */
export function matchMethod(resource: RestResource, httpMethod: string): RestMethod | undefined {
  return resource.methods.find((method) => method.httpMethod === httpMethod)
    ?? resource.methods.find((method) => method.httpMethod === 'ANY');
}

function descend(resource: RestResource, segments: readonly string[], parameters: Readonly<Record<string, string>>): Match | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return resource.methods.length > 0 ? { resource, pathParameters: parameters } : undefined;
  const literal = resource.children.find(({ pathPart }) => pathPart === segment || pathPart === decode(segment));
  const exact = literal && descend(literal, rest, parameters);
  if (exact !== undefined) return exact;
  for (const child of resource.children) {
    const name = /^\{([^}+]+)\}$/.exec(child.pathPart)?.[1];
    const found = name !== undefined && segment !== '' ? descend(child, rest, { ...parameters, [name]: decode(segment) }) : undefined;
    if (found !== undefined) return found;
  }
  for (const child of resource.children) {
    const name = /^\{([^}+]+)\+\}$/.exec(child.pathPart)?.[1];
    if (name !== undefined && child.methods.length > 0) return { resource: child, pathParameters: { ...parameters, [name]: decode(segments.join('/')) } };
  }
  return undefined;
}

/** Leaves alone what is not valid percent-encoding. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
