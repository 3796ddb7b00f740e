/**
 * Tracing sends a span per request and per database transaction to an OpenTelemetry collector, when one is configured. Its
 * libraries are loaded only then: they would cost every start. Spans hold route patterns and codes, never addresses, bodies
 * or ids of people. A collector that is slow or away costs spans, never an answer.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Span, SpanContext } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { Database } from './database.ts';
import type { Http } from './http/http.ts';

export interface Tracing {
  /** A span per request of this server. Call before routes are added. */
  hook(http: Http): void;
  /** The same database, with a span per transaction, below the request's span if there is one. */
  database(database: Database): Database;
  /** Sends what is left, for at most a few seconds. */
  close(): Promise<void>;
}

const exportTimeoutMs = 3_000;
const closeTimeoutMs = 5_000;
const spansWaitingMax = 2_048;

/** W3C Trace Context, section 3.2: version, trace, span, flags. What a later version adds is left alone. */
const traceParent = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/**
 * The span of the proxy that handed the request on; null where a stranger claims one, who could else write into other traces,
 * or keep a request of theirs out of them. Fastify lists a second address only where the first is a trusted proxy's.
 */
function proxySpan(request: FastifyRequest): SpanContext | null {
  if ((request.ips?.length ?? 0) < 2) return null;
  const header = request.headers.traceparent;
  const [, traceId = '', spanId = '', flags = ''] = (typeof header === 'string' && traceParent.exec(header)) || [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

async function loadProvider(endpoint: string) {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }, api] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/api'),
    ]);
  // As OTEL_EXPORTER_OTLP_ENDPOINT is defined: the base address, to which the signal's path is added.
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'usher' }),
    spanProcessors: [
      new BatchSpanProcessor(exporter, { maxQueueSize: spansWaitingMax, exportTimeoutMillis: exportTimeoutMs }),
    ],
  });
  return { provider, api };
}

/** @param endpoint base address of an OTLP/HTTP collector, e.g. `http://127.0.0.1:4318`; null = no tracing, nothing loaded */
export async function startTracing(endpoint: string | null): Promise<Tracing | null> {
  if (endpoint === null) return null;
  const { provider, api } = await loadProvider(endpoint);
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const tracer = provider.getTracer('usher');
  const current = new AsyncLocalStorage<Span>();
  const spans = new WeakMap<FastifyRequest, Span>();

  function contextOf(request: FastifyRequest): Context {
    const parent = proxySpan(request);
    return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  }

  async function inTransactionSpan<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const parent = current.getStore();
    const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const span = tracer.startSpan(
      name,
      { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } },
      context,
    );
    try {
      return await current.run(span, work);
    } catch (error) {
      // A refusal rolls back too, but is no fault; its message could hold what a person sent.
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (error instanceof Error) span.setAttribute('error.type', 'code' in error ? String(error.code) : error.name);
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    hook(http) {
      http.addHook('onRequest', (request, _reply, done) => {
        const route = request.routeOptions.url ?? 'none';
        const span = tracer.startSpan(
          `${request.method} ${route}`,
          {
            kind: SpanKind.SERVER,
            attributes: { 'http.request.method': request.method, 'http.route': route, 'usher.reference': request.id },
          },
          contextOf(request),
        );
        spans.set(request, span);
        current.run(span, done);
      });
      // Reading the body ends in an event of the socket, outside of what `run` above covers.
      http.addHook('preValidation', (request, _reply, done) => {
        const span = spans.get(request);
        if (span) current.run(span, done);
        else done();
      });
      http.addHook('onResponse', async (request, reply) => {
        const span = spans.get(request);
        if (!span) return;
        span.setAttribute('http.response.status_code', reply.statusCode);
        if (request.refusalCode !== null) span.setAttribute('error.type', request.refusalCode);
        if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
    },
    database: (database) => ({
      ...database,
      withTenant: (tenant, work, how) => inTransactionSpan('transaction', () => database.withTenant(tenant, work, how)),
      withTenantOnce: (tenant, work, how) =>
        inTransactionSpan('statement', () => database.withTenantOnce(tenant, work, how)),
      withSystem: (work, how) => inTransactionSpan('system transaction', () => database.withSystem(work, how)),
    }),
    async close() {
      await Promise.race([
        provider.shutdown().catch(() => undefined),
        delay(closeTimeoutMs, undefined, { ref: false }),
      ]);
    },
  };
}
