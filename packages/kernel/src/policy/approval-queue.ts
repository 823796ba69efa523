import type { ApprovalAnswer, ApprovalPort, ApprovalQuestion } from './approval-port.js';

/** Open questions of this process, for a user interface that shows them and answers by call id. */
export class ApprovalQueue implements ApprovalPort {
  readonly #open = new Map<string, { readonly question: ApprovalQuestion; readonly resolve: (answer: ApprovalAnswer) => void }>();
  readonly #watchers = new Set<(question: ApprovalQuestion) => void>();

  /** The questions nobody has answered yet, oldest first. */
  pending(): readonly ApprovalQuestion[] {
    return [...this.#open.values()].map(({ question }) => question);
  }

  /** Calls `watcher` with each new question. Gives back a function that ends it. */
  onQuestion(watcher: (question: ApprovalQuestion) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Answers a question. @returns false when it is not open any more */
  answer(callId: string, answer: ApprovalAnswer): boolean {
    const entry = this.#open.get(callId);
    this.#open.delete(callId);
    entry?.resolve(answer);
    return entry !== undefined;
  }

  ask(question: ApprovalQuestion, signal: AbortSignal): Promise<ApprovalAnswer> {
    return new Promise((resolve) => {
      this.#open.set(question.callId, { question, resolve });
      signal.addEventListener('abort', () => this.answer(question.callId, { decision: 'denied', by: 'heddle', note: 'The cell ended.' }), { once: true });
      for (const watcher of this.#watchers) watcher(question);
    });
  }
}
