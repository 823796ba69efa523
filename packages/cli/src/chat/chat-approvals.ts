import type { ApprovalAnswer, ApprovalPort, ApprovalQuestion } from '@heddle/kernel';

interface Waiting {
  readonly question: ApprovalQuestion;
  readonly answer: (answer: ApprovalAnswer) => void;
}

/** Calls that wait for the user's word: asked one at a time, in the order they came. */
export class ChatApprovals implements ApprovalPort {
  readonly #waiting: Waiting[] = [];
  #show: (question: ApprovalQuestion) => void = () => {};

  /** Whoever shows questions. */
  onQuestion(show: (question: ApprovalQuestion) => void): void {
    this.#show = show;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  ask(question: ApprovalQuestion, signal: AbortSignal): Promise<ApprovalAnswer> {
    const ended: ApprovalAnswer = { decision: 'denied', by: 'heddle', note: 'The cell ended.' };
    if (signal.aborted) return Promise.resolve(ended);
    return new Promise((answer) => {
      const waiting: Waiting = { question, answer };
      signal.addEventListener('abort', () => this.#answer(waiting, ended), { once: true });
      this.#waiting.push(waiting);
      if (this.#waiting.length === 1) this.#show(question);
    });
  }

  /** Only an explicit yes permits. Other words than no are told to the code. */
  decide(text: string, by: string): void {
    const words = text.trim();
    const approved = /^(?:y|yes)$/i.test(words);
    const note = approved || /^(?:n|no|)$/i.test(words) ? {} : { note: words.slice(0, 500) };
    if (this.#waiting[0]) this.#answer(this.#waiting[0], { decision: approved ? 'approved' : 'denied', by, ...note });
  }

  /** Nobody is there any more. */
  denyAll(note: string): void {
    for (const { answer } of this.#waiting.splice(0)) answer({ decision: 'denied', by: 'heddle', note });
  }

  #answer(waiting: Waiting, answer: ApprovalAnswer): void {
    const index = this.#waiting.indexOf(waiting);
    if (index === -1) return;
    this.#waiting.splice(index, 1);
    waiting.answer(answer);
    if (index === 0 && this.#waiting[0]) this.#show(this.#waiting[0].question);
  }
}
