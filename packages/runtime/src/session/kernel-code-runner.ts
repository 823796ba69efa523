import { hasRules, verifyCode, type CallablePlugin, type CodeProblem, type CodeRules, type Kernel } from '@heddle/kernel';
import type { CellError } from '@heddle/model';
import type { Observation } from '@heddle/sdk';
import type { CodeRunner } from './code-runner.js';

export interface KernelCodeRunnerParts {
  readonly language: CodeRunner['language'];
  readonly cellTimeoutMs: number;
  /** Starts the session's kernel. Called once, for the first cell or the first prompt that needs its declarations. */
  readonly startKernel: (plugins: readonly CallablePlugin[]) => Promise<Kernel>;
  readonly plugins: readonly CallablePlugin[];
  /** What code must not name. */
  readonly rules: CodeRules;
  /** Number of cells the session already has. */
  readonly cells?: number;
  /** Brings back the variables of a resumed session. @returns what the next prompt must be told, if anything */
  readonly restore?: (kernel: Kernel) => Promise<string | undefined>;
}

/** Runs cells in a kernel that starts when it is first needed and lives as long as the session. */
export function createKernelCodeRunner(parts: KernelCodeRunnerParts): CodeRunner & { close(): Promise<void> } {
  let starting: Promise<Kernel> | undefined;
  let kernel: Kernel | undefined;
  let index = parts.cells ?? 0;
  let plugins = parts.plugins;
  let restored: string | undefined;
  const begin = async () => {
    const started = await parts.startKernel(plugins);
    restored = await parts.restore?.(started);
    return started;
  };
  const start = async () => (kernel = await (starting ??= begin()));

  return {
    language: parts.language,
    declarations: async () => (await start()).declarations(),
    variables: () => kernel?.variables() ?? [],
    notice: () => ((kernel?.lostVariables() ?? []).length > 0 ? (restored ?? lossNotice(kernel!.lostVariables())) : undefined),
    nextIndex: () => ++index,
    setPlugins(next) {
      plugins = next;
      kernel?.setPlugins(next);
    },
    async run(cell, parent, signal) {
      const running = await start();
      const refusal = hasRules(parts.rules) ? await refusalOf(cell.source, parts, parent) : undefined;
      return await running.execute({ ...cell, timeoutMs: parts.cellTimeoutMs, signal, ...(refusal && { refusal }) }, parent);
    },
    close: async () => await (await starting?.catch(() => undefined))?.close(),
  };
}

/** Checks code before it runs, on record; gives why it must not. */
async function refusalOf(source: string, { language, rules }: KernelCodeRunnerParts, parent: Observation): Promise<CellError | undefined> {
  const problems = await parent.observe<readonly CodeProblem[]>(
    {
      start: { type: 'operation-start', name: 'verify_code', kind: 'guardrail', input: source, attributes: { language, ...rules } },
      end: (outcome) => ({
        type: 'operation-end',
        name: 'verify_code',
        ...(outcome.kind === 'returned' && { output: { allowed: outcome.value.length === 0, problems: outcome.value.map(({ message, line }) => ({ message, line })) } }),
        durationMs: outcome.durationMs,
      }),
    },
    () => verifyCode(source, language, rules),
  );
  const [first] = problems;
  return first && { type: 'ForbiddenCode', message: problems.map(({ message, line }) => `line ${line}: ${message}`).join(' '), line: first.line };
}

/** What the next prompt and the user are told when a kernel died. */
function lossNotice(lost: readonly string[]): string {
  return `The kernel was restarted and these variables are gone: ${lost.join(', ')}. Make again what is needed.`;
}
