// OpenTelemetry traces over OTLP/HTTP. Without an endpoint, none of it is loaded.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Context, Span, SpanKind } from '@opentelemetry/api';

type SpanOptions = {
  kind: 'server' | 'client' | 'consumer';
  attributes?: Attributes;
  /** A `traceparent` header from the caller (W3C Trace Context). */
  traceparent?: string;
};

export type Tracing = {
  /** A span below the current one. */
  begin(name: string, options: SpanOptions): Span;
  /** Runs work inside the span; spans started meanwhile are its children. */
  within<T>(span: Span, work: () => T): T;
  current(): Span | undefined;
  close(): Promise<void>;
};

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const FLUSH_WITHIN_MS = 1_000;

/** @param endpoint base URL of an OTLP/HTTP collector, e.g. http://127.0.0.1:4318 */
export async function openTracing(
  endpoint: string | undefined,
  version: string,
): Promise<Tracing | undefined> {
  if (!endpoint) return undefined;
  const [api, sdk, resources, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new sdk.TracerProvider({
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ 'service.name': 'docent', 'service.version': version })),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('docent', version);
  const kinds: Record<SpanOptions['kind'], SpanKind> = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    consumer: api.SpanKind.CONSUMER,
  };
  const storage = new AsyncLocalStorage<Context>();
  const parentOf = (traceparent: string | undefined): Context => {
    const inside = storage.getStore();
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
    if (inside || !traceId || !spanId || !flags) return inside ?? api.ROOT_CONTEXT;
    const remote = { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true };
    return api.trace.setSpanContext(api.ROOT_CONTEXT, remote);
  };
  return {
    begin: (name, { kind, attributes, traceparent }) =>
      tracer.startSpan(name, { kind: kinds[kind], attributes }, parentOf(traceparent)),
    within: (span, work) =>
      storage.run(api.trace.setSpan(storage.getStore() ?? api.ROOT_CONTEXT, span), work),
    current: () => {
      const inside = storage.getStore();
      return inside && api.trace.getSpan(inside);
    },
    // A collector that is away must not delay the end of the process.
    close: () =>
      Promise.race([
        provider.shutdown().catch(() => {}),
        new Promise<void>((resolve) => setTimeout(resolve, FLUSH_WITHIN_MS).unref()),
      ]),
  };
}

/** SpanStatusCode.ERROR, without loading the package it comes from. */
const ERROR = 2;

/** Ends a span as failed, with the error's code or name: its message may quote what people wrote. */
export function endFailed(span: Span, error: unknown): void {
  const { code, name } = (error ?? {}) as { code?: string; name?: string };
  span.setAttribute('error.type', code ?? name ?? 'error');
  span.setStatus({ code: ERROR });
  span.end();
}
