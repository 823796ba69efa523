const QUOTE = 34, COMMA = 44, OPEN_LIST = 91, BACKSLASH = 92, CLOSE_LIST = 93, OPEN_OBJECT = 123, CLOSE_OBJECT = 125;

/**
 * The texts between the outermost commas of JSON text of a list. Nothing is parsed, and joining them gives the text back
 * whatever it was: it is JSON exactly if each of them is.
 * Hot: runs on every long attribute. Parsing and writing again took five times as long.
 *
 * @returns `undefined` when the text does not look like a list
 */
export function splitList(text: string): readonly string[] | undefined {
  // Whoever reads an attribute and whoever stores it ask for the same text, one after the other.
  if (text !== lastText) {
    lastItems = itemsOf(text);
    lastText = text;
  }
  return lastItems;
}

let lastText = '';
let lastItems: readonly string[] | undefined;

function itemsOf(text: string): readonly string[] | undefined {
  const last = text.length - 1;
  if (text.charCodeAt(0) !== OPEN_LIST || text.charCodeAt(last) !== CLOSE_LIST) return undefined;
  const items: string[] = [];
  let depth = 0;
  let start = 1;
  for (let index = 1; index < last; index++) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index);
        if (index === -1) return undefined;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth++;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
        if (depth === 0) {
          items.push(text.slice(start, index));
          start = index + 1;
        }
        break;
    }
  }
  items.push(text.slice(start, last));
  return items;
}

/** Where the string that begins at `start` ends; -1 when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
