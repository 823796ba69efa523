import { spawn } from 'node:child_process';
import { findPython } from '../places/find-python.js';
import type { CodeUse } from './code-use.js';

/** Longest time that reading a cell may take. */
const LIMIT_MS = 5_000;
const MOST_OUTPUT = 4 * 1024 * 1024;

/** Reads a program without running any of it. */
const READ = `
import ast, json, sys
tree = compile(sys.stdin.read(), "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
uses, imported = [], {}
def use(kind, name, node): uses.append({"kind": kind, "name": name, "line": getattr(node, "lineno", 1)})
def path(node):
    if isinstance(node, ast.Name): return imported.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        of = path(node.value)
        return of and of + "." + node.attr
for node in ast.walk(tree):
    if isinstance(node, ast.Import):
        for alias in node.names:
            use("module", alias.name, node)
            imported[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
    elif isinstance(node, ast.ImportFrom):
        use("module", node.module or "", node)
        for alias in node.names:
            use("function", (node.module or "") + "." + alias.name, node)
            imported[alias.asname or alias.name] = (node.module or "") + "." + alias.name
for node in ast.walk(tree):
    if isinstance(node, (ast.Name, ast.Attribute)):
        name = path(node)
        if name: use("function", name, node)
    if isinstance(node, ast.Call) and path(node.func) in ("__import__", "importlib.import_module", "importlib.__import__", "builtins.__import__"):
        first = node.args[0] if node.args else None
        use("module", first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else "", node)
print(json.dumps(uses))
`;

/**
 * Modules and functions that a Python cell names, as Python's own parser reads it.
 *
 * @throws when it cannot be read
 */
export async function pythonUses(source: string): Promise<readonly CodeUse[]> {
  const python = await findPython();
  if (python === undefined) throw new Error('python3 3.9 or newer was not found.');
  const output = await new Promise<string>((resolve, reject) => {
    const child = spawn(python, ['-I', '-c', READ], { env: {}, stdio: ['pipe', 'pipe', 'ignore'], timeout: LIMIT_MS, killSignal: 'SIGKILL' });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.length > MOST_OUTPUT) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new SyntaxError('Python cannot read it.'))));
    child.stdin.on('error', () => {});
    child.stdin.end(source);
  });
  return JSON.parse(output) as readonly CodeUse[];
}
