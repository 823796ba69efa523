/** Deeper than this, everything is on one line: indenting further would leave no room to read. */
const DEEPEST = 40;

/**
 * JSON for reading: what is short stays on one line, so that twelve numbers do not take twelve lines; text of several lines, such as
 * code, has them. Text that is not JSON comes back as it is; a lone string without its quotes.
 *
 * @param columns - a value that fits into so many characters stays on one line
 */
export function formatJson(json: string, columns: number): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json;
  }
  return typeof value === 'string' ? value : lines(value, 0, columns);
}

function lines(value: unknown, depth: number, columns: number): string {
  if (typeof value === 'string' && value.includes('\n')) return textLines(value, depth);
  const short = oneLine(value);
  if (typeof value !== 'object' || value === null || depth > DEEPEST || (short.length + depth * 2 <= columns && !short.includes('\\n'))) return short;
  const inner = '  '.repeat(depth + 1);
  const outer = '  '.repeat(depth);
  if (Array.isArray(value)) {
    const plain = value.every((item) => (typeof item !== 'object' || item === null) && !(typeof item === 'string' && item.includes('\n')));
    if (plain) return `[${filled(value.map((item) => oneLine(item)), inner, columns)}\n${outer}]`;
    return `[\n${value.map((item) => inner + lines(item, depth + 1, columns)).join(',\n')}\n${outer}]`;
  }
  return `{\n${Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${lines(item, depth + 1, columns)}`).join(',\n')}\n${outer}}`;
}

/** Text as it is read: its lines below each other, its quotes and tabs as they are. */
function textLines(text: string, depth: number): string {
  return `"${text.split('\n').map(textLine).join(`\n${'  '.repeat(depth + 1)}`)}"`;
}

function textLine(line: string): string {
  return JSON.stringify(line).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\t', '\t');
}

/** Plain items beside each other, as many as fit on a line. */
function filled(items: readonly string[], indent: string, columns: number): string {
  let text = '';
  let length = Infinity;
  items.forEach((item, index) => {
    const piece = index === items.length - 1 ? item : `${item},`;
    if (length + piece.length + 1 > columns) {
      text += `\n${indent}${piece}`;
      length = indent.length + piece.length;
    } else {
      text += ` ${piece}`;
      length += piece.length + 1;
    }
  });
  return text;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`).join(', ')} }`;
}
