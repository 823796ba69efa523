import { createSpanProcessors, createTracing, type BackendConfig, type Tracing } from '@heddle/sdk';

/** Every span goes to all backends that are configured here; adding one is adding a line. */
export function backendsFromEnvironment(env: NodeJS.ProcessEnv): BackendConfig[] {
  const { AGENTOPS_API_KEY, LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY, LANGFUSE_BASE_URL, PHOENIX_COLLECTOR_ENDPOINT } = env;
  return [
    { kind: 'console' },
    ...(PHOENIX_COLLECTOR_ENDPOINT ? [{ kind: 'phoenix' as const, url: PHOENIX_COLLECTOR_ENDPOINT, project: 'rain' }] : []),
    ...(AGENTOPS_API_KEY ? [{ kind: 'agentops' as const, apiKey: AGENTOPS_API_KEY }] : []),
    ...(LANGFUSE_PUBLIC_KEY && LANGFUSE_SECRET_KEY
      ? [{ kind: 'langfuse' as const, publicKey: LANGFUSE_PUBLIC_KEY, secretKey: LANGFUSE_SECRET_KEY, url: LANGFUSE_BASE_URL }]
      : []),
  ];
}

export function startTracing(backends: readonly BackendConfig[]): Tracing {
  return createTracing({
    serviceName: 'rain',
    processors: createSpanProcessors(backends, { warn: (message) => console.error(message) }),
    http: true,
  });
}
