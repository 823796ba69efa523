import { isJsonObject, type JsonValue } from '@heddle/model';
import type * as z from 'zod';
import { MOST_JSON_LEVELS, readLooseJson, type LooseJson } from './loose-json.js';
import { cutOffProblem, nothingFoundProblem, schemaProblem, tooLongProblem, unreadableProblem } from './structured-problem.js';

export type StructuredResult<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** True when the reply was not exactly the JSON asked for. */
      readonly repaired: boolean;
    }
  | {
      readonly ok: false;
      /** One or two sentences for the model that must correct itself. */
      readonly problem: string;
    };

export interface ParseStructuredOptions {
  /** True when the provider said the reply was cut off (`length`): then nothing is added to close it. Default false. */
  readonly cutShort?: boolean;
}

/** Longer replies are refused unread. In characters. */
export const LONGEST_STRUCTURED_REPLY = 2_000_000;
/** Places at which a value may start, tried before giving up. */
const MOST_STARTS = 64;

/**
 * Reads a model's reply as a value of the schema, whatever the model wrapped around it or got wrong in its JSON.
 *
 * The first value in the reply that fits the schema is taken; thinking between `<think>` tags is passed over. A reply that
 * breaks off inside a value is refused: half a program must not run. Never throws.
 */
export function parseStructured<T>(
  text: string,
  schema: z.ZodType<T>,
  { cutShort = false }: ParseStructuredOptions = {},
): StructuredResult<T> {
  if (text.length > LONGEST_STRUCTURED_REPLY) return { ok: false, problem: tooLongProblem(text.length, LONGEST_STRUCTURED_REPLY) };

  const whole = parseJson(text);
  if (whole !== undefined) {
    const exact = schema.safeParse(whole);
    if (exact.success) return { ok: true, value: exact.data, repaired: false };
    if (typeof whole === 'string') return parseQuotedReply(whole, schema, cutShort);
  }

  const body = withoutThinking(text);
  // What covers most of the reply is what the model meant as its answer: that is what it is told about.
  let worst: { readonly problem: string; readonly span: number } = { problem: nothingFoundProblem, span: 0 };
  for (const { start, found } of candidatesIn(body)) {
    let problem: string;
    if (found.kind === 'unreadable') {
      problem = unreadableProblem(body, found);
    } else if (found.kind === 'cut' || (found.kind === 'unclosed' && cutShort)) {
      problem = cutOffProblem(found.kind === 'cut' ? found.path : []);
    } else {
      const fitting = fittingReading(found.value, schema);
      if (fitting !== undefined) return { ok: true, value: fitting.data, repaired: true };
      problem = schemaProblem(schema.safeParse(found.value).error!);
    }
    if (found.end - start > worst.span) worst = { problem, span: found.end - start };
  }
  return { ok: false, problem: worst.problem };
}

/** The whole reply as one JSON string. */
function parseQuotedReply<T>(text: string, schema: z.ZodType<T>, cutShort: boolean): StructuredResult<T> {
  const result = parseStructured(text, schema, { cutShort });
  return result.ok ? { ...result, repaired: true } : result;
}

interface Candidate {
  readonly start: number;
  readonly found: LooseJson;
}

/** Everything in the text that may be a value, from left to right, none inside another. */
function* candidatesIn(text: string): Generator<Candidate> {
  const programs = programsIn(text);
  let program = programs.next().value;
  const opening = /[{[]/g;
  for (let starts = 0; starts < MOST_STARTS; ) {
    const start = opening.exec(text)?.index;
    if (start === undefined) return;
    while (program !== undefined && program.end <= start) program = programs.next().value;
    if (program !== undefined && program.start < start) {
      opening.lastIndex = program.end;
      continue;
    }
    if (isPartOfExpression(text, start)) continue;
    starts++;
    const found = readStrictJson(text, start) ?? readLooseJson(text, start);
    yield { start, found };
    if (found.kind === 'cut' || found.kind === 'unclosed') return;
    opening.lastIndex = Math.max(start + 1, found.end);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Fenced blocks in a programming language, from their first character that is no space. */
function* programsIn(text: string): Generator<Span, undefined> {
  for (const block of text.matchAll(/^[ \t]*```[ \t]*(\w+)[^\n]*\n\s*(?:(?!^[ \t]*```)[^\n]*\n?)*/gm)) {
    if (/^(?:json\w*|te?xt|plaintext)$/i.test(block[1]!)) continue;
    const opening = /^[^\n]*\n\s*/.exec(block[0])![0].length;
    yield { start: block.index + opening, end: block.index + block[0].length };
  }
  return undefined;
}

/** An object literal in code is not the reply, however well it fits: `log({ message: 'done' })`. */
function isPartOfExpression(text: string, start: number): boolean {
  return /(?:[=(,&|?+]|=>|\breturn)\s{0,20}$/.test(text.slice(Math.max(0, start - 30), start));
}

/** The value at `start` when it is proper JSON. */
function readStrictJson(text: string, start: number): LooseJson | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      at = closingQuote(text, at);
    } else if (character === '{' || character === '[') {
      if (++depth > MOST_JSON_LEVELS) return undefined;
    } else if ((character === '}' || character === ']') && --depth === 0) {
      const value = parseJson(text.slice(start, at + 1));
      return value === undefined ? undefined : { kind: 'complete', value, end: at + 1 };
    }
  }
  return undefined;
}

function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** `__proto__` keys are dropped: assigning one later would change an object's nature. */
function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value)) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The value as it is, or what weak models mean by it: the only item of a list, the only property of a wrapper. */
function fittingReading<T>(value: JsonValue, schema: z.ZodType<T>): { readonly data: T } | undefined {
  const inner = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
  for (const reading of inner.length === 1 && typeof inner[0] === 'object' ? [value, inner[0]] : [value]) {
    const checked = schema.safeParse(reading);
    if (checked.success) return checked;
  }
  return undefined;
}

/** Drafts within the thinking of a reasoning model are not its answer. */
function withoutThinking(text: string): string {
  const end = /^\s*<think(?:ing)?>/.test(text) ? /<\/think(?:ing)?>/.exec(text) : null;
  return end === null ? text : text.slice(end.index + end[0].length);
}
