import { RESPONSE_HEADERS } from '../../src/contract/headers';
import { tenantLedgerKey } from '../../src/contract/table';
import { BodyWriter } from '../adapters/apigateway/body-writer';
import { Responder } from '../adapters/apigateway/respond';
import { GatewayError, isGatewayError } from '../core/gateway-error';
import { Usage } from '../core/model-answer';
import { requireEnabled } from '../core/overrides/apply-overrides';
import { narrowTenant } from '../core/overrides/narrow-tenant';
import { Authenticator, Front, Identity, LedgerUnavailable } from '../core/ports';
import { LimitUsage, usageReport } from '../core/quotas/usage-report';
import { CallerLeft } from '../core/serving/caller-left';
import { countTokens } from '../core/serving/count-tokens';
import { serve, ServingTools } from '../core/serving/serve';
import { Served } from '../core/serving/served';
import { HttpAnswer, HttpRequest, ParsedCall, ServedBy, StreamEncoder, Surface } from '../surfaces/surface';
import { findSurface } from '../surfaces/surfaces';

export interface GatewayTools extends ServingTools {
  readonly authenticator: Authenticator;
}

export interface Arrival {
  readonly requestId: string;
  readonly arrivedAt: number;
  /** The compute ends then. */
  readonly latestEnd: number;
  /** Whoever stands between here and the caller closes a connection over which nothing has come for so long. */
  readonly maxSilenceMs: number;
  readonly front: Front;
}

/** For an error that is due at `latestEnd` itself: whoever reads has it long before this is over. */
const LAST_WORD_MS = 1_000;

/** The way of a request from its bytes to the bytes of its response. Never throws. */
export async function handleRequest(tools: GatewayTools, request: HttpRequest, arrival: Arrival, responder: Responder): Promise<void> {
  const surface = findSurface(request);
  // A caller can keep its connection and not read: nothing but time ends the wait for it.
  const over = tools.clock.after(arrival.latestEnd + LAST_WORD_MS - tools.clock.now(), responder.giveUp);
  try {
    await dispatch(tools, surface, request, arrival, responder);
  } catch (error) {
    const failure = failureOf(tools, error, arrival, responder);
    if (failure) await sendError(tools, surface, failure, arrival, responder);
  } finally {
    over();
    // Lambda may stop the clock as soon as the handler returns.
    await tools.health.idle();
    await tools.overrides.idle();
    responder.close();
  }
}

async function dispatch(tools: GatewayTools, surface: Surface, request: HttpRequest, arrival: Arrival, responder: Responder): Promise<void> {
  const operation = surface.operation(request);
  if (operation.kind === 'open') return send(responder, operation.answer());

  // In the same turn as a key is looked up, so that one call to the table reads all of them.
  tools.health.refresh();
  tools.overrides.refresh();
  const identity = await tools.authenticator.identify({ credential: surface.credential(request.headers), front: arrival.front });
  if (operation.kind === 'list') {
    return send(responder, operation.answer({ routes: await openRoutes(tools, identity) }));
  }
  if (operation.kind === 'count') {
    const { answer, request: counted } = operation.parse();
    const inputTokens = await countTokens(tools, { identity, request: counted, callerSignal: responder.callerLeft });
    return send(responder, answer(inputTokens, arrival.requestId), { [RESPONSE_HEADERS.REQUEST_ID]: arrival.requestId });
  }
  if (operation.kind === 'usage') return send(responder, operation.answer(await usageOf(tools, identity)));

  const call = operation.parse();
  const served = await serve(tools, {
    ...arrival, identity, request: call.request, callerSignal: responder.callerLeft, header: headerOf(request.headers),
  });
  let failure: GatewayError | undefined;
  try {
    failure = await deliver(tools, surface, call, served, arrival, responder);
  } catch (error) {
    failure = failureOf(tools, error, arrival, responder);
    throw failure ?? error;
  } finally {
    await served.finish(failure);
  }
}

/** @throws GatewayError when the tenant is switched off, or the table does not answer */
async function usageOf({ clock, ledger, overrides, plan }: GatewayTools, { tenant: name }: Identity): Promise<readonly LimitUsage[]> {
  const current = await overrides.current();
  requireEnabled(current, name);
  const tenant = plan.tenants.get(name);
  if (!tenant) return [];
  try {
    return usageReport(narrowTenant(tenant, current.limits.get(name)), await ledger.read(tenantLedgerKey(name)), clock.now());
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    throw new GatewayError('unavailable', 'the usage of this tenant cannot be read right now');
  }
}

/** @throws GatewayError when the tenant is switched off */
async function openRoutes({ overrides, plan }: GatewayTools, { tenant }: Identity): Promise<readonly string[]> {
  const current = await overrides.current();
  requireEnabled(current, tenant);
  return (plan.tenants.get(tenant)?.routes ?? []).filter((route) => !current.disabledRoutes.has(route));
}

/** @returns what the caller was told in the middle of a stream */
async function deliver(
  tools: GatewayTools, surface: Surface, call: ParsedCall, served: Served, arrival: Arrival, responder: Responder,
): Promise<GatewayError | undefined> {
  const servedBy: ServedBy = {
    requestId: arrival.requestId, route: call.request.route, format: served.format, createdAt: Math.floor(arrival.arrivedAt / 1000),
  };
  const headers = {
    [RESPONSE_HEADERS.TARGET]: served.target,
    [RESPONSE_HEADERS.ATTEMPTS]: String(served.attempts),
    [RESPONSE_HEADERS.REQUEST_ID]: arrival.requestId,
    ...surface.limitHeaders(served.limits, tools.clock.now()),
  };
  if (served.kind === 'answer') {
    // What it has cost is known, and whoever is slow to read it must not hold up the quotas.
    await Promise.all([send(responder, call.answer(served.answer, servedBy), headers), served.settle()]);
    return undefined;
  }

  const encoder = call.stream({ ...servedBy, upstream: served.headers });
  const writer = await responder.begin({ status: 200, headers: { ...encoder.headers, 'cache-control': 'no-cache', ...headers } });
  let failure: GatewayError | undefined;
  try {
    await relay(served, encoder, writer);
  } catch (error) {
    failure = failureOf(tools, error, arrival, responder);
    if (!failure) return undefined;
    await writer.write(encoder.fail(failure));
  }
  await writer.end();
  return failure;
}

async function relay(served: Served & { readonly kind: 'stream' }, encoder: StreamEncoder, writer: BodyWriter): Promise<void> {
  let usage: Usage | undefined;
  for await (const event of served.events) {
    usage = event.usage ?? usage;
    const bytes = encoder.encode(event);
    const full = bytes.length > 0 ? writer.write(bytes) : undefined;
    // A turn for each event would be most of what passing it on takes.
    if (full) await full;
  }
  const last = encoder.end(usage);
  if (last.length > 0) await writer.write(last);
}

/** @returns undefined when nobody is there any more to be told */
function failureOf(tools: GatewayTools, error: unknown, arrival: Arrival, responder: Responder): GatewayError | undefined {
  if (error instanceof CallerLeft || responder.callerLeft.aborted) return undefined;
  return asGatewayError(tools, error, arrival);
}

/** What the caller is told. A fault of the gateway itself is reported inside; its own words could hold anything. */
function asGatewayError({ reportFault }: GatewayTools, error: unknown, { requestId }: Arrival): GatewayError {
  if (isGatewayError(error)) return error;
  reportFault(requestId, error);
  return new GatewayError('internal', 'the gateway failed to process this request');
}

/** Never throws: an error that cannot be told to the caller is all the same the end of the request. */
async function sendError(tools: GatewayTools, surface: Surface, failure: GatewayError, { requestId }: Arrival, responder: Responder): Promise<void> {
  try {
    const headers = { [RESPONSE_HEADERS.REQUEST_ID]: requestId, ...surface.limitHeaders(failure.details.limits, tools.clock.now()) };
    await send(responder, surface.error(failure, requestId), headers);
  } catch (error) {
    if (!responder.callerLeft.aborted) tools.reportFault(requestId, error);
  }
}

function headerOf(headers: Readonly<Record<string, string>>): (name: string) => string | undefined {
  return (name) => (Object.hasOwn(headers, name) ? headers[name] : undefined);
}

function send(responder: Responder, answer: HttpAnswer, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  return responder.answer({ status: answer.status, headers: { ...answer.headers, ...headers } }, answer.body);
}
