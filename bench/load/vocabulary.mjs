import { createRandom } from './random.mjs';

const WORDS = 30_000;
const ONSETS = ['b', 'br', 'c', 'ch', 'd', 'f', 'fl', 'g', 'gr', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'pl', 'qu', 'r', 's', 'sh', 'st', 't', 'tr', 'v', 'w', 'y', 'z', ''];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou', 'io'];
const CODAS = ['', '', '', 'n', 'r', 's', 't', 'l', 'm', 'ng', 'nd', 'st', 'ck'];

/**
 * Prose in an invented language: as many words as a person knows, a few very frequent and most rare, as in any text. What
 * is indexed and compressed depends on it.
 *
 * @param seed - the same seed gives the same words in the same order
 */
export function createVocabulary(seed) {
  const random = createRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const syllable = () => pick(ONSETS) + pick(VOWELS) + pick(CODAS);
  const words = Array.from({ length: WORDS }, (_, rank) => Array.from({ length: 1 + Math.floor(Math.log10(rank + 1) / 1.6 + random()) }, syllable).join(''));
  // Zipf: the word of rank r comes with a frequency of 1/r. The inverse of that distribution is close to exponential.
  const word = () => words[Math.min(WORDS - 1, Math.floor(WORDS ** random()) - 1)];
  return {
    word,
    /** Prose of about so many characters, with full stops. */
    prose(characters) {
      let text = '';
      let untilStop = 8;
      while (text.length < characters) {
        text += word();
        untilStop--;
        text += untilStop === 0 ? '. ' : ' ';
        if (untilStop === 0) untilStop = 5 + Math.floor(random() * 15);
      }
      return text.trimEnd();
    },
  };
}
