/** Where the server is expected: the ports OpenTelemetry gave to OTLP over HTTP and over gRPC. */
export const HTTP_PORT = 4318;
export const GRPC_PORT = 4317;

/** Where a server is looked for when nobody says. */
export const LOCAL_SERVER = `http://127.0.0.1:${HTTP_PORT}`;

/** 4317 belongs to the one server at the usual address; a second one beside it does not fight for it. */
export function chooseGrpcPort({ port, grpcPort }: { readonly port: number; readonly grpcPort?: number | 'off' }): number | null {
  if (grpcPort !== undefined) return grpcPort === 'off' ? null : grpcPort;
  return port === HTTP_PORT ? GRPC_PORT : null;
}
