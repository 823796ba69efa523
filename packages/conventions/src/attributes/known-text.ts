import type { JsonValue } from '@heddle/model';
import { safeItem } from './safe-json.js';
import { createTextMemo } from './text-memo.js';

/**
 * An item of a list of messages, which comes again with every call. Whoever reads the list and whoever stores it get the same one, so it
 * is kept once for both.
 */
export class KnownText {
  readonly text: string;
  /** What whoever stores texts calls it by, once that was found out. */
  sha256: string | undefined;
  #item: JsonValue | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * What it is as JSON, safe as an item of a list. Everybody gets the same value: it must not be changed.
   *
   * @throws when it is none
   */
  get item(): JsonValue {
    return (this.#item ??= safeItem(JSON.parse(this.text) as JsonValue));
  }
}

/** Shorter ones take less time to parse and to hash than to look up, if only every other one came before. */
const LOOKED_UP_LENGTH = 128;
const REMEMBERED_CHARACTERS = 4_000_000;
const KNOWN = createTextMemo((text) => new KnownText(text), REMEMBERED_CHARACTERS);

/** The same one for the same text, if it is long and came lately. */
export function knownText(text: string): KnownText {
  return text.length < LOOKED_UP_LENGTH ? new KnownText(text) : KNOWN.of(text).value;
}
