import { readFileSync } from 'node:fs';
import type { JsonObject, RawSpan, UnixNano } from '@heddle/model';
import { rawSpan } from './raw-span.test.support.js';

interface FixtureSpan {
  readonly name: string;
  readonly scope: string;
  readonly attributes: JsonObject;
  readonly events?: readonly { readonly name: string; readonly attributes: JsonObject }[];
  readonly statusCode?: number;
  readonly statusMessage?: string;
}

/** The spans of a fixture, in its order. Fixtures under `constructed/` were written by hand after the sources they name. */
export function fixture(path: string): RawSpan[] {
  const file = JSON.parse(readFileSync(new URL(`../fixtures/${path}.json`, import.meta.url), 'utf8')) as { readonly spans: readonly FixtureSpan[] };
  return file.spans.map(({ scope, events = [], ...span }) => rawSpan(span.attributes, {
    ...span,
    scope: { name: scope, version: '', attributes: {} },
    events: events.map((event) => ({ ...event, time: 1_790_000_000_000_000_000n as UnixNano })),
  }));
}
