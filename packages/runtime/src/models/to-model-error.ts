import { AISDKError, APICallError } from '@ai-sdk/provider';
import { isJsonObject } from '@heddle/model';
import { ModelError, type ModelErrorCode } from './model-error.js';
import { PROVIDERS, type ProviderName } from './providers.js';

/** What an error message may say of the model at fault. */
export interface AskedModel {
  readonly provider: ProviderName;
  readonly model: string;
  readonly baseUrl: string;
  /** Never part of a message; known so that it can be taken out of what the provider says. */
  readonly apiKey: string | undefined;
}

const LONGEST_QUOTE = 300;
/** A provider that wants to be left alone for longer than this is not waited for. */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;

/**
 * Whatever a provider package threw or streamed, as one kind of error that says what to do.
 *
 * The original is not passed on as `cause`: it holds the whole request and response.
 */
export function toModelError(error: unknown, asked: AskedModel, nowMs: number): ModelError {
  if (error instanceof ModelError) return error;
  if (APICallError.isInstance(error)) return callError(error, asked, nowMs);
  if (AISDKError.isInstance(error)) {
    if (UNREADABLE.has(error.name)) return unreadable(error.message, asked);
    return new ModelError('MODEL_BAD_REQUEST', `${place(asked)} cannot take this request: ${quote(error.message, asked)}`, {
      retryable: false,
    });
  }
  const reported = reportedError(error);
  if (reported !== undefined) return statusError(reported.status, reported.message, undefined, asked);
  return unreadable(error instanceof Error ? error.message : String(error), asked);
}

/** The error for a reply that broke off before its end. */
export function cutReplyError(asked: AskedModel): ModelError {
  return new ModelError('MODEL_BAD_RESPONSE', `The reply of ${asked.model} at ${place(asked)} broke off before its end. Try again.`, {
    retryable: true,
  });
}

const UNREADABLE = new Set([
  'AI_InvalidResponseDataError', 'AI_JSONParseError', 'AI_TypeValidationError', 'AI_EmptyResponseBodyError', 'AI_NoContentGeneratedError',
]);

function unreadable(message: string, asked: AskedModel): ModelError {
  return new ModelError(
    'MODEL_BAD_RESPONSE',
    `${place(asked)} sent something that is not a reply: ${quote(message, asked)} ` +
      `Try again; if it stays, check that ${asked.baseUrl} speaks the protocol of ${PROVIDERS[asked.provider].label}.`,
    { retryable: true },
  );
}

function callError(error: APICallError, asked: AskedModel, nowMs: number): ModelError {
  const { statusCode, responseHeaders, responseBody } = error;
  if (statusCode === undefined) {
    return new ModelError(
      'MODEL_UNAVAILABLE',
      `${asked.baseUrl} could not be reached (${networkCode(error) ?? quote(error.message, asked)}). ` +
        'Check the address, the network and that the server runs.',
      { retryable: true },
    );
  }
  // The package for Anthropic reports an unreadable first event as a failure of the server.
  if (UNREADABLE.has(errorName(responseBody))) return unreadable(error.message, asked);
  if (statusCode < 300) {
    // The connection went down, or what came was not of the protocol.
    return error.isRetryable ? cutReplyError(asked) : unreadable(error.message, asked);
  }
  return statusError(statusCode, bodyMessage(responseBody) ?? error.message, retryAfterMs(responseHeaders, nowMs), asked);
}

function statusError(status: number, said: string, waitMs: number | undefined, asked: AskedModel): ModelError {
  const code = codeOf(status, said);
  const tooLong = waitMs !== undefined && waitMs > LONGEST_RETRY_AFTER_MS;
  const exhausted = /insufficient_quota|exceeded your current quota|credit balance/i.test(said);
  return new ModelError(code, sentence(code, status, said, waitMs, asked), {
    status,
    retryable: (code === 'MODEL_RATE_LIMITED' || code === 'MODEL_UNAVAILABLE' || code === 'MODEL_TIMEOUT') && !tooLong && !exhausted,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

function codeOf(status: number, said: string): ModelErrorCode {
  if (status === 401 || status === 403) return 'MODEL_AUTH';
  // Google answers a wrong key with 400.
  if (status === 400 && /api[ _]key not valid|API_KEY_INVALID/i.test(said)) return 'MODEL_AUTH';
  if (status === 429) return 'MODEL_RATE_LIMITED';
  if (status === 408) return 'MODEL_TIMEOUT';
  if (status === 409 || status === 425 || status >= 500) return 'MODEL_UNAVAILABLE';
  return 'MODEL_BAD_REQUEST';
}

function sentence(code: ModelErrorCode, status: number, said: string, waitMs: number | undefined, asked: AskedModel): string {
  switch (code) {
    case 'MODEL_AUTH':
      return `${place(asked)} refused the key (HTTP ${status}). Check ${PROVIDERS[asked.provider].keyVariables.join(' or ')}.`;
    case 'MODEL_RATE_LIMITED': {
      const wait = waitMs === undefined ? '' : ` for another ${Math.ceil(waitMs / 1000)} s`;
      return `${place(asked)} takes no more requests${wait} (HTTP ${status}): ${quote(said, asked)} Wait, or raise the limit of the account.`;
    }
    case 'MODEL_TIMEOUT':
      return `${place(asked)} gave up waiting (HTTP ${status}). Try again, or shorten the request.`;
    case 'MODEL_UNAVAILABLE':
      return `${place(asked)} failed (HTTP ${status}): ${quote(said, asked)} Try again later.`;
    default:
      return `${place(asked)} refused the request to ${asked.model} (HTTP ${status}): ${quote(said, asked)} ${adviceFor(status, said)}`;
  }
}

function adviceFor(status: number, said: string): string {
  if (status === 404 || /model.{0,80}(not found|does not exist|not exist)/i.test(said)) {
    return 'Check the model in HEDDLE_MODEL (provider/model) and the base URL.';
  }
  if (/context.{0,20}(length|window)|too long|too many tokens/i.test(said)) return 'Shorten the conversation.';
  return 'Change the request.';
}

function place(asked: AskedModel): string {
  const { label, defaultBaseUrl } = PROVIDERS[asked.provider];
  return asked.baseUrl === defaultBaseUrl ? label : `${label[0]!.toUpperCase()}${label.slice(1)} at ${asked.baseUrl}`;
}

/** What the provider said, in one line, bounded, without the key, ending like a sentence. */
function quote(text: string, { apiKey }: AskedModel): string {
  const bounded = (apiKey ? text.replaceAll(apiKey, '[key]') : text).slice(0, LONGEST_QUOTE * 4);
  // eslint-disable-next-line no-control-regex
  const line = bounded.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  if (line === '') return 'no reason given.';
  const short = line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}

/** Servers disagree on where the message of an error stands. */
function bodyMessage(body: string | undefined): string | undefined {
  if (body === undefined || body.length > 100_000) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const inner = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isJsonObject(inner)) return undefined;
  const error = inner['error'] ?? inner;
  if (typeof error === 'string') return error;
  if (!isJsonObject(error)) return undefined;
  const message = error['message'] ?? error['detail'];
  if (typeof message !== 'string') return undefined;
  return typeof error['code'] === 'string' ? `${message} (${error['code']})` : message;
}

function errorName(body: string | undefined): string {
  return /"name":"(AI_\w{1,60})"/.exec(body?.slice(0, 1_000) ?? '')?.[1] ?? '';
}

/** An error told inside the stream: `{type, message}` from Anthropic, `{code, message}` from others. */
function reportedError(error: unknown): { readonly status: number; readonly message: string } | undefined {
  if (!isJsonObject(error) || error instanceof Error) return undefined;
  const message = typeof error['message'] === 'string' ? error['message'] : '';
  const word = [error['type'], error['code']].find((value) => typeof value === 'string');
  const code = typeof error['code'] === 'number' && error['code'] >= 400 && error['code'] < 600 ? error['code'] : undefined;
  return { status: code ?? STATUS_OF_WORD.get(String(word)) ?? 500, message: message || String(word ?? '') };
}

const STATUS_OF_WORD = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['rate_limit_exceeded', 429],
  ['insufficient_quota', 429],
  ['overloaded_error', 529],
]);

/**
 * `retry-after-ms`, else `retry-after` in seconds or as a date.
 * @see RFC 9110, section 10.2.3
 */
function retryAfterMs(headers: Readonly<Record<string, string>> | undefined, nowMs: number): number | undefined {
  const milliseconds = headers?.['retry-after-ms'];
  if (milliseconds !== undefined && /^\d+(\.\d+)?$/.test(milliseconds)) return Math.ceil(Number(milliseconds));
  const text = headers?.['retry-after'];
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, Math.ceil(dateMs - nowMs));
}

/** `ECONNREFUSED` and its like, wherever it hides. */
function networkCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && /^[A-Z_]+$/.test(code)) return code;
  return networkCode(error.cause, depth + 1);
}
