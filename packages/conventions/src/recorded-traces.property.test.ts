import { isJsonObject, type JsonObject, type JsonValue, type Message, type RawSpan } from '@heddle/model';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeValue } from './arbitrary-span.test.support.js';
import { normaliseSpan } from './normalise-span.js';
import { recording, RECORDINGS, resolvedTraces } from './recorded-traces.test.support.js';

describe.each(RECORDINGS)('%s', (name) => {
  const { spans, logs } = recording(name);

  test('reads the same in any order, in any number of requests, however often it came, logs before or after spans', () => {
    const whole = resolvedTraces(spans, logs);
    const twice = [...spans.map((span) => ({ span })), ...spans.map((span) => ({ span })), ...logs.map((log) => ({ log })), ...logs.map((log) => ({ log }))];
    const arrivals = fc.tuple(fc.shuffledSubarray(twice, { minLength: twice.length }), fc.nat(twice.length));
    fc.assert(fc.property(arrivals, ([arrived, cut]) => {
      const spansOf = (items: typeof arrived): RawSpan[] => items.flatMap((item) => ('span' in item ? [item.span] : []));
      const logsOf = (items: typeof arrived): typeof logs => items.flatMap((item) => ('log' in item ? [item.log] : []));
      resolvedTraces(spansOf(arrived.slice(0, cut)), logsOf(arrived.slice(0, cut))); // A part of it can be read, too.
      expect(resolvedTraces(spansOf(arrived), logsOf(arrived))).toEqual(whole);
    }), { numRuns: 8 });
  });

  test('whatever becomes of an attribute, nothing is thrown and no prototype reached', () => {
    fc.assert(fc.property(fc.constantFrom(...spans), fc.nat(), attributeValue, fc.boolean(), (span, at, value, hostileKey) => {
      const keys = Object.keys(span.attributes);
      const key = keys.length === 0 ? 'x' : keys[at % keys.length]!;
      const { attributes: _raw, events: _events, resource: _resource, ...read } = normaliseSpan(withAttribute(span, hostileKey ? `${key}.__proto__.role` : key, value));
      expect(ownProtoPaths(read as unknown as JsonValue)).toEqual([]);
    }), { numRuns: 60 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  const lists = spans.flatMap((span) => listsWithin(span).map((list) => ({ span, list })));
  test.skipIf(lists.length === 0)('a message survives what stands beside it', () => {
    fc.assert(fc.property(fc.constantFrom(...lists), attributeValue, fc.nat(), ({ span, list }, bad, at) => {
      const items = [...list.items];
      items.splice(at % (items.length + 1), 0, bad);
      const before = normaliseSpan(span);
      const after = normaliseSpan(withAttribute(span, list.key, JSON.stringify(list.wrap(items))));
      for (const text of [...textsOf(before.inputMessages), ...textsOf(before.outputMessages)]) {
        expect([...textsOf(after.inputMessages), ...textsOf(after.outputMessages)]).toContain(text);
      }
    }), { numRuns: 40 });
  });

  test('an index out of all bounds adds nothing', () => {
    for (const span of spans) {
      const key = Object.keys(span.attributes).find((candidate) => /\.0\./.test(candidate));
      if (key === undefined) continue;
      const far = withAttribute(withAttribute(span, key.replace('.0.', '.4294967294.'), 'far'), key.replace('.0.', '.1000.'), 'beyond');
      const { attributes: _far, ...read } = normaliseSpan(far);
      const { attributes: _near, ...expected } = normaliseSpan(span);
      expect(read).toEqual(expected);
    }
  });
});

function withAttribute(span: RawSpan, key: string, value: JsonValue): RawSpan {
  return { ...span, attributes: { ...span.attributes, [key]: value } };
}

interface ListWithin {
  readonly key: string;
  readonly items: readonly JsonValue[];
  readonly wrap: (items: readonly JsonValue[]) => JsonValue;
}

/** The lists of messages that a span carries as JSON text, bare or as `messages` of a request. */
function listsWithin({ attributes }: RawSpan): ListWithin[] {
  return Object.entries(attributes).flatMap(([key, value]): ListWithin[] => {
    if (typeof value !== 'string' || !/^[[{]/.test(value)) return [];
    const read = parsed(value);
    if (Array.isArray(read)) return areMessages(read) ? [{ key, items: read, wrap: (items) => items }] : [];
    const messages = isJsonObject(read) ? read['messages'] : undefined;
    return Array.isArray(messages) && areMessages(messages) ? [{ key, items: messages, wrap: (items) => ({ ...(read as JsonObject), messages: items }) }] : [];
  });
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null; // Python's spelling of a list, for one.
  }
}

function areMessages(items: readonly JsonValue[]): boolean {
  return items.length > 0 && items.every((item) => isJsonObject(item) && (typeof item['role'] === 'string' || typeof item['event.name'] === 'string'));
}

function textsOf(messages: readonly Message[]): string[] {
  return messages.flatMap((message) => message.parts.flatMap((part) => (part.type === 'text' && typeof part.content === 'string' ? [part.content] : [])));
}

function ownProtoPaths(value: JsonValue, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '__proto__' ? [`${path}.${key}`] : ownProtoPaths(inner as JsonValue, `${path}.${key}`)));
}
