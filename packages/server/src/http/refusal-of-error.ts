import { assertNever } from '@heddle/model';
import { StoreError } from '@heddle/store';
import { HTTPException } from 'hono/http-exception';
import { BudgetExceededError } from '../otlp/decode-budget.js';
import { DecodeError } from '../otlp/decode-error.js';
import { Refusal } from './refusal.js';

/** Seconds a sender is asked to wait when the store is full or its engine restarts. */
const RETRY_AFTER_SECONDS = 2;

/** What the sender is told about something that was thrown; `undefined` when it is a fault of ours that it cannot help. */
export function refusalOfError(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof BudgetExceededError) return new Refusal(413, 'TOO_LARGE', error.message, { cause: error });
  if (error instanceof DecodeError) return new Refusal(400, 'BODY_INVALID', error.message, { cause: error });
  if (error instanceof HTTPException) return new Refusal(error.status as Refusal['status'], 'REQUEST_INVALID', error.message, { cause: error });
  return error instanceof StoreError ? refusalOfStoreError(error) : undefined;
}

function refusalOfStoreError(error: StoreError): Refusal | undefined {
  switch (error.code) {
    case 'STORE_FULL':
    case 'STORE_CLOSED':
    case 'DISK_FULL':
    case 'ENGINE_FAILED':
      return new Refusal(503, 'STORE_UNAVAILABLE', error.message, { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS });
    case 'ARTIFACT_MISMATCH':
      return new Refusal(400, 'ARTIFACT_MISMATCH', error.message, { cause: error });
    case 'BAD_CURSOR':
      return new Refusal(400, 'QUERY_INVALID', error.message, { cause: error });
    case 'SQL_REFUSED':
      return new Refusal(400, 'SQL_REFUSED', error.message, { cause: error });
    case 'NORMALISE_RUNNING':
      return new Refusal(409, 'NORMALISE_RUNNING', error.message, { cause: error });
    case 'STORE_LOCKED':
    case 'FOLDER_UNUSABLE':
    case 'ENGINE_MISSING':
    case 'SCHEMA_NEWER':
      return undefined; // these happen while the store is opened, never on a request
    default:
      return assertNever(error.code);
  }
}
