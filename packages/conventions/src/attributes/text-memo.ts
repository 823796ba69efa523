/** What was made of texts lately, so that it is not made again of the same text. Forgetting one only costs making it again. */
export interface TextMemo<Value> {
  /** What `make` gives for this text, or gave before. Everybody who asks gets the same value: it must not be changed. */
  of(text: string): Remembered<Value>;
}

interface Remembered<Value> {
  /** The same text as a string of its own: a part of a longer string would keep all of that in memory. */
  readonly text: string;
  readonly value: Value;
}

/** Places at which two texts of one length are compared before they are compared whole. */
const SAMPLES = 8;

/**
 * Histories come again with every call, so most of what a call says was said before.
 * Hot: runs on each long text. Finding a text of 2 kB takes a third to a fifth of hashing or parsing it: a few of its
 * characters say where to look, and then it is compared at the speed of memory. (A `Map` by text would look at each character first.)
 *
 * @param make - must give the same for the same text, and may keep the one it gets; what it throws is thrown, and nothing is remembered
 * @param maxCharacters - of texts that are remembered, about; one that has a sixteenth of them by itself is not
 */
export function createTextMemo<Value>(make: (text: string) => Value, maxCharacters: number): TextMemo<Value> {
  // Two generations: when the young one is full it becomes the old one, and what was only in the old one is forgotten.
  let young = new Map<number, Remembered<Value>>();
  let old = new Map<number, Remembered<Value>>();
  let characters = 0;
  /** One that is longer would put out too many others. */
  const longest = maxCharacters / 16;

  function remember(key: number, entry: Remembered<Value>): Remembered<Value> {
    young.set(key, entry);
    characters += entry.text.length;
    if (characters >= maxCharacters / 2) {
      old = young;
      young = new Map();
      characters = 0;
    }
    return entry;
  }

  return {
    of(text) {
      if (text.length > longest) return { text, value: make(text) };
      const key = placeOf(text);
      const recent = young.get(key);
      if (recent?.text === text) return recent;
      const older = old.get(key);
      if (older?.text === text) return remember(key, older);
      const own = ownString(text);
      return remember(key, { text: own, value: make(own) });
    },
  };
}

function placeOf(text: string): number {
  const { length } = text;
  let place = length;
  // The last characters tell texts apart that begin alike; the first ones those that end alike.
  for (let sample = 1; sample <= SAMPLES; sample++) place = Math.imul(place ^ text.charCodeAt(((length * sample) / SAMPLES - 1) | 0), 0x0100_0193);
  return place ^ text.charCodeAt(length >> 4);
}

/** Joined and cut again, it is copied. */
function ownString(text: string): string {
  return ` ${text}`.slice(1);
}
