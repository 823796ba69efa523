/** What a statement is made of, without comments; or a sentence saying why it is refused. */
export type SqlTokens = { readonly kind: 'tokens'; readonly tokens: readonly string[] } | { readonly kind: 'refused'; readonly reason: string };

/** Longest statement. */
const MAX_SQL_LENGTH = 20_000;

/** Words that end a SELECT's reading or make it write, wherever they stand. A column of such a name is written in quotes. */
const REFUSED_WORDS: ReadonlySet<string> = new Set(['settings', 'format', 'into', 'outfile', 'recursive', 'fill', 'interpolate', 'explain']);

const SPACE = /[ \t\r\n]+|--[^\n]*|\/\*[\s\S]*?\*\//y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const QUOTED_WORD = /`[A-Za-z_][A-Za-z0-9_]*`|"[A-Za-z_][A-Za-z0-9_]*"/y;
const NUMBER = /(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_])/y;
// eslint-disable-next-line no-control-regex -- control characters have no place in a statement
const STRING = /'(?:[^'\\\u0000-\u0008\u000b\u000c\u000e-\u001f]|\\[^\u0000-\u001f]|'')*'/y;
const SYMBOL = /::|->|<=>|<=|>=|<>|!=|==|\|\||[()[\],.+\-*/%<>=?:]/y;

/**
 * Splits a statement strictly: what is not plainly understood is refused, such as heredocs, `{parameters}`, quotes of other
 * scripts, odd identifiers and several statements. Joined with spaces, the tokens say the same to every reader of SQL, and
 * their brackets are in balance, so that they can stand between brackets of ours.
 */
export function sqlTokens(text: string): SqlTokens {
  if (text.length > MAX_SQL_LENGTH) return refused(`The query has ${text.length} characters, and ${MAX_SQL_LENGTH} is the most.`);
  const end = text.replace(/[\s;]+$/, '').length;
  const tokens: string[] = [];
  const open: string[] = [];
  for (let at = 0; at < end;) {
    const space = match(SPACE, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = match(WORD, text, at) ?? match(QUOTED_WORD, text, at) ?? match(NUMBER, text, at) ?? match(STRING, text, at) ?? match(SYMBOL, text, at);
    if (token === undefined) return refused(`The query cannot be read at ${JSON.stringify(text.slice(at, at + 20))}; one SELECT without parameters is taken.`);
    at += token.length;
    if (REFUSED_WORDS.has(token.toLowerCase())) return refused(`${token.toUpperCase()} is not allowed; put a column of that name in double quotes.`);
    if (token === '(' || token === '[') open.push(token);
    if ((token === ')' && open.pop() !== '(') || (token === ']' && open.pop() !== '[')) return refused(`The query has a ${token} that nothing opened.`);
    tokens.push(token);
  }
  if (open.length > 0) return refused(`The query has a ${open.at(-1)} that nothing closes.`);
  if (!/^(?:select|with)$/i.test(tokens[0] ?? '')) return refused('The query must begin with SELECT or WITH.');
  return { kind: 'tokens', tokens };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function refused(reason: string): SqlTokens {
  return { kind: 'refused', reason };
}
