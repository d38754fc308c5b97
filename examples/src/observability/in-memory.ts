import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { traceAttempts } from './spans.js';

export interface MemoryTrace {
  /** Spans that have ended, oldest first. */
  spans(): ReadableSpan[];
  stop(): Promise<void>;
}

/** Keeps the spans in memory; in production the exporter would be that of your collector. 生产环境换成你的采集器的 exporter。 */
export function traceInMemory(): MemoryTrace {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const end = traceAttempts(provider.getTracer('@piaozone/examples'));
  return {
    spans: () => exporter.getFinishedSpans(),
    async stop() {
      end();
      await provider.shutdown();
    },
  };
}
