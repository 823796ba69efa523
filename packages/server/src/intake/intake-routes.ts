import { type Context, Hono } from 'hono';
import { mediaType } from '../http/refuse-foreign.js';
import { Refusal } from '../http/refusal.js';
import { projectOf } from '../http/project-of.js';
import { type ReadBodyOptions, readBody } from '../http/read-body.js';
import {
  type OtlpEncoding, type PartialSuccess, type RejectedField, RPC_CODE, type RpcCode, encodeExportResponse, encodeStatus,
} from '../otlp/encode-response.js';
import type { Intake } from './intake.js';

/** Media types of OTLP over HTTP. `application/protobuf` is not in the specification, but some exporters send it. */
const ENCODING_OF_TYPE: ReadonlyMap<string, OtlpEncoding> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
]);

const TYPE_OF_ENCODING: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/**
 * OTLP over HTTP: `/v1/traces`, `/v1/logs`, `/v1/metrics`. Metrics are answered so that senders of all three signals
 * stay quiet, and dropped: everything Heddle shows is counted from spans.
 *
 * @see OTLP specification 1.9, section "OTLP/HTTP"
 */
export function intakeRoutes(intake: Intake, bodyOptions: ReadBodyOptions): Hono {
  const routes = new Hono();
  const post = (path: string, rejectedField: RejectedField, take: Take) =>
    routes.post(path, async (context) => {
      const encoding = requireEncoding(context);
      const body = await readBody(context.req.raw, bodyOptions);
      try {
        const partial = await take(projectOf(context.req.raw), encoding, body.bytes);
        return answer(encoding, 200, encodeExportResponse(encoding, rejectedField, partial));
      } finally {
        body.release();
      }
    });
  post('/traces', 'rejectedSpans', (project, encoding, body) => intake.takeTraces(project, encoding, body));
  post('/logs', 'rejectedLogRecords', (project, encoding, body) => intake.takeLogs(project, encoding, body));
  post('/metrics', 'rejectedDataPoints', async () => ({ rejected: 0, message: '' }));
  return routes;
}

type Take = (project: string, encoding: OtlpEncoding, body: Buffer) => Promise<PartialSuccess>;

/** A refusal as OTLP says it: a `Status` in the encoding of the request, JSON when that has none. */
export function otlpRefusal(request: Request, refusal: Refusal): Response {
  const encoding = ENCODING_OF_TYPE.get(mediaType(request.headers.get('content-type'))) ?? 'json';
  const response = answer(encoding, refusal.status, encodeStatus(encoding, rpcCode(refusal.status), refusal.message));
  if (refusal.retryAfterSeconds !== undefined) response.headers.set('Retry-After', String(refusal.retryAfterSeconds));
  return response;
}

function requireEncoding(context: Context): OtlpEncoding {
  const type = mediaType(context.req.header('content-type'));
  const encoding = ENCODING_OF_TYPE.get(type);
  if (encoding !== undefined) return encoding;
  throw new Refusal(415, 'TYPE_UNKNOWN', `Content-Type is ${JSON.stringify(type)}; send application/x-protobuf or application/json.`);
}

function answer(encoding: OtlpEncoding, status: number, body: Buffer): Response {
  return new Response(new Uint8Array(body), { status, headers: { 'Content-Type': TYPE_OF_ENCODING[encoding] } });
}

function rpcCode(status: number): RpcCode {
  switch (status) {
    case 401: return RPC_CODE.unauthenticated;
    case 403: return RPC_CODE.permissionDenied;
    case 413: return RPC_CODE.resourceExhausted;
    case 503: return RPC_CODE.unavailable;
    default: return status >= 500 ? RPC_CODE.internal : RPC_CODE.invalidArgument;
  }
}
