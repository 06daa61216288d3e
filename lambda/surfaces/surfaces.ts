import { GatewayError } from '../core/gateway-error';
import { anthropicSurface } from './anthropic/surface';
import { bedrockSurface } from './bedrock/surface';
import { healthSurface } from './health/surface';
import { openAiSurface } from './openai/surface';
import { plainError } from './shared/plain-error';
import { Addressed, Operation, Surface } from './surface';

/** Every wire format that the gateway speaks, asked in this order. A new one is one folder and one line here. */
export const SURFACES: readonly Surface[] = [bedrockSurface, anthropicSurface, openAiSurface, healthSurface];

/** What is left: it refuses everything, without saying whether the caller is known. */
const nowhere: Surface = {
  name: 'none',
  owns: () => true,
  credential: () => undefined,
  operation(): Operation {
    throw new GatewayError('notFound', 'nothing is served at this path: expected a path under /model, /v1 or /health');
  },
  error: plainError,
  limitHeaders: () => ({}),
};

/** The surface whose wire format a request speaks. Always finds one. */
export function findSurface(request: Addressed): Surface {
  return SURFACES.find((surface) => surface.owns(request)) ?? nowhere;
}
