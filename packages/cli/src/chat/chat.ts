import type { ApprovalQuestion } from '@heddle/kernel';
import type { EventOf, HeddleEvent } from '@heddle/model';
import type { Session, UserFile } from '@heddle/runtime';
import type { EventHandler, Journal, JournalStore } from '@heddle/sdk';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Agent } from '../home/open-agent.js';
import { boundedLines } from '../terminal/bundle-text.js';
import { counted } from '../terminal/counted.js';
import { fit } from '../terminal/fit.js';
import { ink, plain } from '../terminal/ink.js';
import { reportFailure } from '../terminal/report-failure.js';
import type { ChatApprovals } from './chat-approvals.js';
import { CHAT_COMMANDS, parseChatLine, type ChatCommandName } from './chat-commands.js';
import { chatFacts, holdsFacts } from './chat-facts.js';
import type { ChatScreen } from './chat-screen.js';
import { mimeTypeOf } from './mime-type-of.js';
import { planLine } from './round-view.js';
import { transcript } from './transcript.js';

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const LISTED = 10;
/** What can be done while a round runs; the rest changes the session under it. */
const ANY_TIME: ReadonlySet<ChatCommandName> = new Set(['plan', 'vars', 'artifacts', 'cancel', 'help', 'quit', 'load']);

export interface ChatParts {
  readonly agent: Agent;
  readonly screen: ChatScreen;
  readonly journals: JournalStore;
  /** Shows rounds; gets the events of all sessions. */
  readonly view: EventHandler;
}

interface EarlierSession {
  readonly id: string;
  readonly query: string;
  readonly startMs: number;
}

/** A conversation with this folder's agent: takes typed lines, keeps one session open. */
export class Chat {
  readonly #parts: ChatParts;
  readonly #approvals: ChatApprovals;
  #session: Session | undefined;
  /** What the commands tell of: events of this session, and of those it goes on from. */
  #events: HeddleEvent[] = [];
  #files: UserFile[] = [];
  #opening: Promise<void> = Promise.resolve();
  #last: Promise<void> = Promise.resolve();
  #cancel: AbortController | undefined;
  #waiting = 0;
  #failed = false;
  #closed = false;

  constructor(parts: ChatParts, approvals: ChatApprovals) {
    this.#parts = parts;
    this.#approvals = approvals;
    approvals.onQuestion((question) => this.#showQuestion(question));
    parts.agent.runtime.subscribe({ name: 'chat-facts', handle: (event) => void (holdsFacts(event) && this.#events.push(event)) });
  }

  /** True when a round ended otherwise than finished. */
  get failed(): boolean {
    return this.#failed;
  }

  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Opens a new session, or an earlier one again. Lines that are typed meanwhile wait. */
  open(resume?: string): Promise<void> {
    this.#opening = this.#open(resume);
    return this.#opening;
  }

  async #open(resume: string | undefined): Promise<void> {
    if (resume !== undefined) this.#events = await factsIn(this.#parts.journals.open(resume));
    this.#session = await this.#parts.agent.runtime.openSession(resume === undefined ? {} : { resume });
    if (resume !== undefined) this.#showPast();
  }

  /** Deals with a typed line. @returns when it has been dealt with: after the round, for a message; false to leave */
  async line(text: string): Promise<boolean> {
    await this.#opening;
    if (this.#approvals.isWaiting && !text.trim().startsWith('/')) {
      this.#approvals.decide(text, process.env['USER'] ?? 'terminal');
      return true;
    }
    const parsed = parseChatLine(text);
    switch (parsed.kind) {
      case 'empty': return true;
      case 'unknown':
        this.#print(`There is no command /${fit(parsed.name, 30)}. /help lists them; a message that begins with a slash is written with two.`);
        return true;
      case 'command': return await this.#command(parsed.name, parsed.argument);
      case 'message':
        await this.#send(parsed.text);
        return true;
    }
  }

  /** Cancels the running round; a message that waits gets its turn. @returns false when none runs */
  cancel(): boolean {
    if (!this.#cancel) return false;
    this.#cancel.abort();
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#approvals.denyAll('The chat was closed.');
    this.cancel();
    await this.#last;
    await this.#session?.close();
  }

  async #send(text: string): Promise<void> {
    if (this.#waiting > 0) this.#print(ink('quiet', '(waits its turn)'));
    this.#waiting++;
    const files = this.#files.splice(0);
    // By its turn, other lines stand between the message and its answer.
    const again = this.#waiting > 1 && this.#parts.screen.columns !== undefined;
    const mine = this.#last.then(() => {
      if (this.#closed) return undefined;
      if (again) this.#print(`${ink('strong', '›')} ${fit(text, this.#columns)}`);
      return this.#round(text, files);
    }).finally(() => void this.#waiting--);
    this.#last = mine.catch(() => {});
    await mine;
  }

  async #round(text: string, files: readonly UserFile[]): Promise<void> {
    const { agent, view } = this.#parts;
    const session = this.#session!;
    const cancel = new AbortController();
    this.#cancel = cancel;
    const subscription = agent.runtime.subscribe(view, { sessionId: session.id });
    try {
      const { state } = await session.send(text, { files, signal: cancel.signal });
      await subscription.drained();
      if (state !== 'finished' && state !== 'paused') this.#failed = true;
    } catch (error) {
      this.#failed = true;
      reportFailure(error);
    } finally {
      subscription.unsubscribe();
      this.#cancel = undefined;
    }
    // A server that lives in this process serves its dashboard as long as the chat is open: over a pipe, not long enough.
    if (agent.home.owned && this.#parts.screen.columns === undefined) return;
    this.#print(ink('quiet', `${agent.home.url}/sessions/${session.id}`));
  }

  async #command(name: ChatCommandName, argument: string): Promise<boolean> {
    if (this.isBusy && !ANY_TIME.has(name)) {
      this.#print(`/${name} has to wait until the round is over. /cancel ends it.`);
      return true;
    }
    const facts = chatFacts(this.#events);
    try {
      switch (name) {
        case 'quit': return false;
        case 'help': this.#help(); break;
        case 'cancel': if (!this.cancel()) this.#print('No round is running.'); break;
        case 'plan': this.#list(facts.plan.map((step) => planLine(step, this.#columns)), 'There is no plan yet.'); break;
        case 'vars': this.#list(facts.variables.map((one) => fit(`${one.name}: ${one.type} = ${one.preview}`, this.#columns)), 'The kernel has no variables yet.'); break;
        case 'artifacts':
          this.#list(facts.artifacts.map((one) => `${fit(`${one.name} (${one.mimeType}, ${one.sizeBytes} bytes)`, this.#columns)}\n    ${this.#artifactPath(one.sha256)}`), 'There are no artifacts yet.');
          break;
        case 'load': await this.#load(argument); break;
        case 'save': await this.#save(argument); break;
        case 'undo': await this.#undo(); break;
        case 'resume': await this.#resume(argument); break;
      }
    } catch (error) {
      this.#print(ink('bad', fit(error instanceof Error ? error.message : String(error), this.#columns * 4)));
    }
    return true;
  }

  async #load(path: string): Promise<void> {
    if (path === '') return this.#print('Which file? /load FILE');
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return this.#print(`${fit(resolve(path), this.#columns * 2)} is no file that can be read.`);
    const { size } = found;
    if (size > MAX_FILE_BYTES) return this.#print(`${path} has ${size} bytes, more than the ${MAX_FILE_BYTES} that can be handed in. Leave it in this folder and name it instead.`);
    this.#files.push({ name: basename(path), mimeType: mimeTypeOf(path), bytes: await readFile(path) });
    this.#print(`${basename(path)} goes with your next message.`);
  }

  async #save(path: string): Promise<void> {
    if (path === '') return this.#print('Where to? /save FILE');
    const { id, rounds } = this.#session!;
    const content = path.endsWith('.json') ? `${JSON.stringify(await eventsIn(this.#parts.journals.open(id)), null, 2)}\n` : transcript(id, rounds);
    try {
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return this.#print(`${fit(resolve(path), this.#columns * 2)} is there already, and nothing is overwritten. Choose another name.`);
    }
    this.#print(`Saved to ${resolve(path)}.`);
  }

  /** A journal is never rewritten: the session before the round goes on under a new id. */
  async #undo(): Promise<void> {
    const session = this.#session!;
    const last = session.rounds.at(-1);
    if (!last) return this.#print('There is nothing to undo.');
    const rounds = session.rounds.length - 1;
    await session.close();
    this.#session = await this.#parts.agent.runtime.openSession(rounds === 0 ? {} : { forkFrom: { sessionId: session.id, rounds } });
    this.#events = this.#events.filter((event) => event.roundId !== last.id);
    this.#print(`Forgotten: ${fit(last.query, this.#columns)}\n${ink('quiet', `Goes on as session ${this.#session.id}. Files that were written stay.`)}`);
  }

  async #resume(wish: string): Promise<void> {
    const earlier = await this.#earlierSessions();
    if (wish === '') return this.#list(earlier.map((one, index) => this.#sessionLine(one, index + 1)), 'There are no earlier sessions in this data folder.');
    if (wish === this.#session!.id) return this.#print('That is this session.');
    const id = /^\d{1,2}$/.test(wish) ? earlier[Number(wish) - 1]?.id : (await this.#parts.journals.list()).find((one) => one === wish);
    if (id === undefined) return this.#print(`There is no session ${fit(wish, 60)} in this data folder. /resume lists them.`);
    await this.#session!.close();
    await this.#open(id);
  }

  /** The newest other sessions that somebody said something in, newest first. */
  async #earlierSessions(): Promise<readonly EarlierSession[]> {
    const ids = (await this.#parts.journals.list()).filter((id) => id !== this.#session!.id).toReversed();
    const found: EarlierSession[] = [];
    for (const id of ids) {
      const start = await firstRound(this.#parts.journals.open(id));
      if (start) found.push({ id, query: start.query, startMs: Number(BigInt(start.timeUnixNano) / 1_000_000n) });
      if (found.length === LISTED) break;
    }
    return found;
  }

  #sessionLine({ id, query, startMs }: EarlierSession, number: number): string {
    const when = new Date(startMs).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
    return `${String(number).padStart(2)}  ${id}  ${when}  ${fit(query, Math.max(20, this.#columns - id.length - when.length - 8))}`;
  }

  #showPast(): void {
    const { id, rounds } = this.#session!;
    this.#print(`${ink('strong', id)} has ${counted(rounds.length, 'round')}.`);
    for (const round of rounds.slice(-3)) {
      this.#print(`${ink('strong', '›')} ${fit(round.query, this.#columns)}`);
      for (const line of boundedLines(round.posts.at(-1)?.message ?? '', this.#columns, 5)) this.#print(`  ${line}`);
    }
  }

  #showQuestion({ plugin, reason, line, arguments: given }: ApprovalQuestion): void {
    const where = line === undefined ? '' : ` on line ${line}`;
    this.#print(ink('warning', `The code wants to call ${fit(plugin, 100)}${where}: ${fit(reason, this.#columns * 3)}`));
    for (const part of boundedLines(given.json, this.#columns, 10)) this.#print(`    ${part}`);
    this.#print(`${ink('strong', 'Allow it?')} y for yes; anything else denies, and is told to the code.`);
  }

  #help(): void {
    for (const [name, { argument, text }] of Object.entries(CHAT_COMMANDS)) this.#print(`  /${`${name} ${argument}`.padEnd(14)} ${text}`);
    this.#print('  A line that ends in \\ goes on in the next.');
  }

  #list(lines: readonly string[], none: string): void {
    for (const line of lines.length === 0 ? [none] : lines) this.#print(`  ${line}`);
  }

  #print(text: string): void {
    this.#parts.screen.print(text);
  }

  get #columns(): number {
    return (this.#parts.screen.columns ?? 80) - 6;
  }

  #artifactPath(sha256: string): string {
    return plain(join(this.#parts.agent.home.dataDir, 'artifacts', sha256.slice(0, 2), sha256));
  }
}

async function eventsIn(journal: Journal): Promise<HeddleEvent[]> {
  const events: HeddleEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return events;
}

async function factsIn(journal: Journal): Promise<HeddleEvent[]> {
  return (await eventsIn(journal)).filter(holdsFacts);
}

async function firstRound(journal: Journal): Promise<EventOf<'round-start'> | undefined> {
  for await (const event of journal.read()) if (event.type === 'round-start') return event;
  return undefined;
}
