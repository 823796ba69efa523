import { type Metadata, Server, ServerCredentials, type handleUnaryCall, logVerbosity, setLogVerbosity, status } from '@grpc/grpc-js';
import type { ByteBudget } from '../http/byte-budget.js';
import { HeldBytes } from '../http/held-bytes.js';
import { urlHost } from '../http/loopback.js';
import { refusalOfError } from '../http/refusal-of-error.js';
import { KEY_REQUIRED_MESSAGE, callerOverGrpc } from '../access/authorize.js';
import type { Gate } from '../access/gate.js';
import type { AgentOpsAccess } from '../agentops/access/agentops-access.js';
import type { Intake } from '../intake/intake.js';
import { type PartialSuccess, type RejectedField, encodeExportResponse } from '../otlp/encode-response.js';

export interface GrpcIntakeOptions {
  readonly intake: Intake;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Knows whose the key in the metadata is. */
  readonly gate: Gate;
  /** Knows whose a token is. */
  readonly agentOps: AgentOpsAccess;
  readonly maxBodyBytes: number;
  /** Shared with HTTP: what is being read at once. */
  readonly budget: ByteBudget;
  readonly onError: (error: unknown) => void;
}

export interface GrpcIntake {
  readonly port: number;
  /** Takes no new calls, lets running ones finish, cuts off what is left after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

/**
 * OTLP over gRPC. Each of its three services has one unary method, `Export`, whose message is the body that HTTP takes:
 * so messages stay bytes here and go to the same decoder.
 *
 * @returns when it listens; rejects with the system's error when the port cannot be had
 * @see OTLP specification 1.9, section "OTLP/gRPC"
 */
export async function createGrpcIntake(options: GrpcIntakeOptions): Promise<GrpcIntake> {
  const { intake, host, port, maxBodyBytes } = options;
  // The library writes to standard error what it also returns as an error; saying it twice helps nobody.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': maxBodyBytes,
    'grpc.max_concurrent_streams': 100,
    'grpc.so_reuseport': 0, // a second server on the port must be told so, not share its calls
  });
  const add = (signal: string, service: string, rejectedField: RejectedField, take: Take) =>
    server.addService(exportService(signal, service), { Export: exportHandler(options, rejectedField, take) });
  add('trace', 'TraceService', 'rejectedSpans', (project, body) => intake.takeTraces(project, 'protobuf', body));
  add('logs', 'LogsService', 'rejectedLogRecords', (project, body) => intake.takeLogs(project, 'protobuf', body));
  add('metrics', 'MetricsService', 'rejectedDataPoints', async () => ({ rejected: 0, message: '' }));
  const boundPort = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${urlHost(host)}:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error === null ? resolve(actual) : reject(error));
  });
  return { port: boundPort, close: (timeoutMs) => shutDown(server, timeoutMs) };
}

type Take = (project: string, body: Buffer) => Promise<PartialSuccess>;

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

function exportService(signal: string, service: string) {
  return {
    Export: {
      path: `/opentelemetry.proto.collector.${signal}.v1.${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  } as const;
}

function exportHandler(
  { gate, agentOps, budget, onError }: GrpcIntakeOptions, rejectedField: RejectedField, take: Take,
): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const caller = callerOverGrpc(gate, agentOps, authorization(call.metadata));
    if (caller === undefined) {
      callback({ code: status.UNAUTHENTICATED, details: KEY_REQUIRED_MESSAGE });
      return;
    }
    if (!caller.scopes.has('write')) {
      callback({ code: status.PERMISSION_DENIED, details: 'This needs a key with the scope write; use one that has it.' });
      return;
    }
    const body = call.request;
    const held = new HeldBytes(budget);
    try {
      held.add(body.length);
    } catch (error) {
      callback(grpcFailure(error, onError));
      return;
    }
    take(caller.project, body)
      .then((partial) => callback(null, encodeExportResponse('protobuf', rejectedField, partial)))
      .catch((error: unknown) => callback(grpcFailure(error, onError)))
      .finally(() => held.release());
  };
}

/** The same decisions as over HTTP, in the codes of gRPC. Senders retry `UNAVAILABLE` and nothing else of these. */
function grpcFailure(error: unknown, onError: (error: unknown) => void): { readonly code: status; readonly details: string } {
  const refusal = refusalOfError(error);
  if (refusal === undefined) {
    onError(error);
    return { code: status.INTERNAL, details: 'The server failed on this request; its log says how.' };
  }
  return { code: refusal.status === 503 ? status.UNAVAILABLE : status.INVALID_ARGUMENT, details: refusal.message };
}

function authorization(metadata: Metadata): string | undefined {
  const value = metadata.get('authorization')[0];
  return typeof value === 'string' ? value : undefined;
}

async function shutDown(server: Server, timeoutMs: number): Promise<void> {
  const cutOff = setTimeout(() => server.forceShutdown(), timeoutMs);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cutOff);
}
