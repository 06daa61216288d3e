import { ErrorNames } from './dialect';
import { Exchange, jsonOf, objectOf } from '../http/exchange';

/** Type and code, which is what programs compare. Source: https://platform.openai.com/docs/guides/error-codes */
export function openAiErrorName(exchange: Exchange): string | undefined {
  const error = objectOf(jsonOf(exchange)?.error);
  if (typeof error?.message !== 'string' || typeof error.type !== 'string') return undefined;
  return typeof error.code === 'string' ? `${error.type}, ${error.code}` : error.type;
}

export const OPENAI_ERROR_NAMES: ErrorNames = {
  unauthenticated: 'authentication_error, invalid_api_key',
  unknownRoute: 'invalid_request_error, model_not_found',
  invalidRequest: 'invalid_request_error',
};
