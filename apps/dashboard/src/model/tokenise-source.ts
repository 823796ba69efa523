type TokenKind = 'plain' | 'keyword' | 'string' | 'number' | 'comment' | 'call';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const TYPESCRIPT_KEYWORDS = new Set(
  ('as async await break case catch class const continue default delete do else export extends false finally for from function if import in '
    + 'instanceof interface let new null of return static super switch this throw true try type typeof undefined var void while yield').split(' '),
);
const PYTHON_KEYWORDS = new Set(
  ('and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal '
    + 'not or pass raise return True try while with yield').split(' '),
);
const SHELL_KEYWORDS = new Set('case do done elif else esac export fi for function if in local return then until while'.split(' '));

/**
 * Splits source into tokens, line by line, for near monochrome display. Small on purpose: it need not be right about
 * everything, but joined tokens always give the source back, and a line costs time linear in its length.
 *
 * @param calls - names of plugins; `name(` becomes a `call` token, which is what the eye looks for first
 * @returns one list of tokens for each line of the source
 */
export function tokeniseSource(source: string, language: string, calls: ReadonlySet<string> = new Set()): readonly (readonly Token[])[] {
  const hash = language === 'python' || language === 'shell';
  const keywords = language === 'shell' ? SHELL_KEYWORDS : hash ? PYTHON_KEYWORDS : TYPESCRIPT_KEYWORDS;
  const lines: Token[][] = [[]];
  const push = (kind: TokenKind, text: string) => {
    const parts = text.split('\n');
    for (let part = 0; part < parts.length; part++) {
      if (part > 0) lines.push([]);
      const piece = parts[part]!;
      const line = lines.at(-1)!;
      const last = line.at(-1);
      if (piece === '') continue;
      if (last?.kind === kind && kind !== 'call') line[line.length - 1] = { kind, text: last.text + piece };
      else line.push({ kind, text: piece });
    }
  };
  const pattern = hash ? PYTHON_TOKEN : TYPESCRIPT_TOKEN;
  pattern.lastIndex = 0;
  for (let at = 0; at < source.length;) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (!match) { // the pattern takes any character, so this is the end
      push('plain', source.slice(at));
      break;
    }
    const [text] = match;
    const groups = match.groups!;
    if (groups['comment'] !== undefined) push('comment', text);
    else if (groups['string'] !== undefined) push('string', text);
    else if (groups['number'] !== undefined) push('number', text);
    else if (groups['name'] !== undefined) pushName(text, source, pattern.lastIndex);
    else push('plain', text);
    at = pattern.lastIndex;
  }
  return lines;

  function pushName(text: string, whole: string, end: number): void {
    if (calls.has(text) && whole[end] === '(') return push('call', text);
    // `tools.weather.load(`: the plugin's name may be the end of a path.
    const dot = [...text.matchAll(/\./g)].map((found) => found.index + 1).find((start) => calls.has(text.slice(start)) && whole[end] === '(');
    if (dot !== undefined) {
      push('plain', text.slice(0, dot));
      return push('call', text.slice(dot));
    }
    return push(keywords.has(text) ? 'keyword' : 'plain', text);
  }
}

const TYPESCRIPT_TOKEN = /(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<string>'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|`(?:[^`\\]|\\[^])*`?)|(?<number>\b\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?n?\b)|(?<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|[^]/gy;
const PYTHON_TOKEN = /(?<comment>#[^\n]*)|(?<string>[fFrRbBuU]{0,2}(?:'''(?:[^\\]|\\[^])*?(?:'''|$)|"""(?:[^\\]|\\[^])*?(?:"""|$)|'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?))|(?<number>\b\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?j?\b)|(?<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)|[^]/gy;
