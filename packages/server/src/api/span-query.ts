import { z } from '@hono/zod-openapi';
import { type SpanId, type TraceId, SPAN_KINDS, parseSpanId, parseTraceId } from '@heddle/model';
import type { SpanQuery } from '@heddle/store';
import { Refusal } from '../http/refusal.js';
import { cursorText, oneOf, shortText, wholeNumber } from './query-fields.js';

const NS_PER_MS = 1_000_000n;
/** Most attributes in one query. */
const MAX_ATTRIBUTES = 10;
export const ATTRIBUTE_PREFIX = 'attr.';

const amount = z.string().regex(/^\d{1,15}(\.\d{1,12})?$/, 'it must be a number, 0 or more').transform(Number)
  .openapi({ type: 'number', minimum: 0 });

/** A time in a query, as nanoseconds since the Unix epoch. */
export const timeField = z.iso.datetime({ offset: true, error: 'it must be a time such as 2026-03-01T12:00:00Z' })
  .transform(nanosecondsOf)
  .openapi({ type: 'string', format: 'date-time' });

/** `Date` knows milliseconds; spans begin at nanoseconds. */
function nanosecondsOf(text: string): bigint {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return BigInt(Date.parse(text.replace(/\.\d+/, ''))) * NS_PER_MS + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Query fields that every list and figure of spans can be narrowed by. */
export const spanQueryFields = {
  sessionId: shortText.optional(),
  traceId: shortText
    .transform((text) => parseTraceId(text.toLowerCase()) ?? '')
    .refine((id): id is TraceId => id !== '', 'it must be 32 hex digits, not all 0')
    .openapi({ type: 'string', pattern: '^[0-9a-f]{32}$' })
    .optional(),
  spanId: shortText
    .transform((text) => parseSpanId(text.toLowerCase()) ?? '')
    .refine((id): id is SpanId => id !== '', 'it must be 16 hex digits, not all 0')
    .openapi({ type: 'string', pattern: '^[0-9a-f]{16}$', description: 'With `traceId` it is found sooner.' })
    .optional(),
  kind: oneOf(SPAN_KINDS).optional(),
  status: oneOf(['running', 'ok', 'error']).optional(),
  name: shortText.optional(),
  model: shortText.optional(),
  provider: shortText.optional(),
  role: shortText.optional().openapi({ description: 'The role a span belongs to: its own, or the nearest above.' }),
  tool: shortText.optional(),
  plugin: shortText.optional().openapi({ description: 'The tool a span happened in: itself, or the nearest above.' }),
  user: shortText.optional(),
  tag: shortText.optional(),
  environment: shortText.optional(),
  errorType: shortText.optional(),
  errorGroup: shortText.optional().openapi({ description: 'As `GET /errors` gives it.' }),
  from: timeField.optional().openapi({ description: 'Started at this time or after.' }),
  to: timeField.optional().openapi({ description: 'Started before this time.' }),
  minDurationMs: amount.optional(),
  maxDurationMs: amount.optional(),
  minCostUsd: amount.optional(),
  maxCostUsd: amount.optional(),
  q: shortText.optional().openapi({ description: 'Words that must all be in one text: a prompt, a reply, code, an error.' }),
};

export const pageFields = { limit: wholeNumber(1, 1_000).optional(), cursor: cursorText.optional() };

/** A sentence of every description, since OpenAPI cannot name fields by a pattern. */
export const ATTRIBUTE_FIELDS = 'Fields `attr.KEY=VALUE` find spans by attributes of their own or of their resource, up to ten.';

type SpanQueryFields = z.output<z.ZodObject<typeof spanQueryFields>>;

/** The query that the fields of a request make. @param url - of the request, for the fields `attr.KEY` */
export function spanQueryOf(fields: SpanQueryFields, url: string): SpanQuery {
  const { q, ...query } = fields;
  const attributes = attributesOf(new URL(url).searchParams);
  return { ...query, ...(q !== undefined && { text: q }), ...(attributes && { attributes }) };
}

function attributesOf(search: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const entries = [...search].filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX));
  if (entries.length === 0) return undefined;
  if (entries.length > MAX_ATTRIBUTES) {
    throw new Refusal(400, 'QUERY_INVALID', `The query names ${entries.length} attributes; name at most ${MAX_ATTRIBUTES}.`);
  }
  // fromEntries defines own properties: a key `__proto__` stays a key.
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(ATTRIBUTE_PREFIX.length), value]));
}
