import { GatewayError } from '../../core/gateway-error';

/** A known path, asked with a method that it does not have. Carries what the `Allow` header must say. */
export class MethodNotAllowed extends GatewayError {
  constructor(received: string, readonly allowed: string) {
    super('methodNotAllowed', `the method is not allowed here: expected ${allowed}, received ${received.slice(0, 20)}`);
  }
}

/** The headers that HTTP requires with this error; none for any other. */
export function allowHeader(error: GatewayError): Record<string, string> {
  return error instanceof MethodNotAllowed ? { allow: error.allowed } : {};
}
