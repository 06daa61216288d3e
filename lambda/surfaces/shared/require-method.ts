import { MethodNotAllowed } from './method-not-allowed';
import { HttpRequest } from '../surface';

/** @throws MethodNotAllowed */
export function requireMethod({ method }: HttpRequest, expected: string): void {
  if (method !== expected) throw new MethodNotAllowed(method, expected);
}
