import type { KernelLanguage } from '@heddle/model';
import { matchesPattern } from '../policy/name-pattern.js';
import type { CodeUse } from './code-use.js';
import { pythonUses } from './python-uses.js';
import { typescriptUses } from './typescript-uses.js';

/**
 * What code must not name. It is checked by the text of the code before it runs: this catches what a model writes without
 * thinking, not code that hides what it does. What keeps code in is its place.
 */
export interface CodeRules {
  /** Modules that may be imported; default all. `fs` means `fs/promises` and `node:fs` too, `os` means `os.path`. */
  readonly allowModules?: readonly string[];
  /** Modules that may not; wins over `allowModules`. */
  readonly denyModules?: readonly string[];
  /** Functions that may not be named, with their module where they have one: `eval`, `process.exit`, `fs.rmSync`, `shutil.*`. */
  readonly denyFunctions?: readonly string[];
}

/** What a rule forbids in a piece of code. */
export interface CodeProblem {
  readonly message: string;
  /** From 1. */
  readonly line: number;
}

/** True when there is something to check. */
export function hasRules(rules: CodeRules): boolean {
  return rules.allowModules !== undefined || (rules.denyModules ?? []).length + (rules.denyFunctions ?? []).length > 0;
}

/** Checks code by its text. Code that cannot be read is a problem where rules must hold. @returns by line; empty when it may run */
export async function verifyCode(source: string, language: KernelLanguage, rules: CodeRules): Promise<readonly CodeProblem[]> {
  let uses: readonly CodeUse[];
  try {
    uses = language === 'python' ? await pythonUses(source) : typescriptUses(source);
  } catch (error) {
    const line = (error as { readonly loc?: { readonly line?: number } }).loc?.line ?? 1;
    return [{ message: `The code cannot be read, so it cannot be checked: ${error instanceof Error ? error.message : String(error)}`, line }];
  }
  const problems = new Map<string, CodeProblem>();
  for (const use of uses) {
    const message = problemOf(use, rules);
    if (message !== undefined && !problems.has(message)) problems.set(message, { message, line: use.line });
  }
  return [...problems.values()].sort((a, b) => a.line - b.line);
}

function problemOf({ kind, name }: CodeUse, { allowModules, denyModules = [], denyFunctions = [] }: CodeRules): string | undefined {
  if (kind === 'function') return denyFunctions.some((pattern) => matchesPattern(name, withoutNode(pattern))) ? `${name} must not be used.` : undefined;
  if (name === '') return allowModules || denyModules.length > 0 ? 'A module is imported whose name is not written out. Name it in quotes.' : undefined;
  if (denyModules.some((module) => isPartOf(name, withoutNode(module)))) return `The module ${name} must not be imported.`;
  if (!allowModules || allowModules.some((module) => isPartOf(name, withoutNode(module)))) return undefined;
  return `The module ${name} must not be imported. Allowed: ${allowModules.join(', ') || 'none'}.`;
}

function isPartOf(name: string, module: string): boolean {
  return name === module || name.startsWith(`${module}/`) || name.startsWith(`${module}.`);
}

function withoutNode(module: string): string {
  return module.replace(/^node:/, '');
}
