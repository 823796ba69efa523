import { Folded } from '../../content/Folded.js';
import { Prose } from '../../content/Prose.js';
import { formatDuration } from '../../model/format-duration.js';
import { formatBytes, formatCost } from '../../model/format-figures.js';
import { formatClock } from '../../model/format-moment.js';
import type { Post, Round, Transcript } from '../../model/transcript.js';
import { Badge } from '../../ui/Badge.js';
import { Icon } from '../../ui/Icon.js';
import { useNow } from '../../ui/use-now.js';
import { NoticeLine, PostItems } from './PostItems.js';
import styles from './TranscriptView.module.css';

export interface SelectProps {
  readonly sessionId: string;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** Rounds of posts, read from top to bottom. */
export function TranscriptView({ transcript, ...select }: { readonly transcript: Transcript } & SelectProps) {
  return (
    <div className={styles.talk}>
      {transcript.notices.map((notice, index) => <NoticeLine key={index} notice={notice} />)}
      {transcript.rounds.map((round) => <RoundView key={round.id} round={round} {...select} />)}
    </div>
  );
}

function RoundView({ round, ...select }: { readonly round: Round } & SelectProps) {
  const now = useNow(round.state === 'running');
  const duration = formatDuration(round.durationMs ?? now - round.startMs);
  const answered = round.posts.some((post) => post.to === 'User' && post.message === round.reply);
  const cost = round.costUsd === null ? undefined : `${formatCost(round.costUsd)}${round.state === 'running' ? ' so far' : ''}`;
  return (
    <section aria-label={`Round ${round.index}`} data-round={round.index}>
      <h2 className={styles.round}>
        <b>Round {round.index}</b>
        <span>{[round.state === 'finished' ? undefined : round.state, duration, cost].filter(Boolean).join(', ')}</span>
      </h2>
      <article className={styles.post} data-first>
        <span className={styles.knot}><Icon name="user" size={12} /></span>
        <header><b>You</b><time>{formatClock(round.startMs)}</time></header>
        <p className={styles.ask}>{round.query === '' ? 'The question was not recorded.' : round.query}</p>
        {round.files.length > 0 && (
          <p className={styles.files}>{round.files.map((file) => <Badge key={file.sha256 + file.name}><Icon name="file" size={13} />{file.name} <span>{formatBytes(file.sizeBytes)}</span></Badge>)}</p>
        )}
      </article>
      {round.posts.map((post) => <PostView key={post.id} post={post} nowMs={now} {...select} />)}
      {!answered && round.reply !== '' && <article className={styles.post}><Prose text={round.reply} /></article>}
      {(round.error ?? round.reason) !== undefined && round.state !== 'running' && (
        <div className={styles.post}>
          <NoticeLine
            notice={{
              kind: 'notice', tone: round.state === 'failed' ? 'error' : 'plain', title: `Round ${round.state}`,
              text: [round.reason, round.error && `${round.error.type}: ${round.error.message}`].filter(Boolean).join(' '),
            }}
          />
        </div>
      )}
    </section>
  );
}

function PostView({ post, nowMs, ...select }: { readonly post: Post; readonly nowMs: number } & SelectProps) {
  const running = post.state === 'running';
  const toUser = post.to === 'User';
  return (
    <article className={styles.post} data-post={post.id}>
      <span className={styles.knot}>{running ? <Icon name="running" tone="running" size={12} label="running" /> : <Icon name="agent" tone="agent" size={12} />}</span>
      <header><b>{post.from}</b><span>to {toUser ? 'you' : post.to}</span><time>{formatDuration(post.durationMs ?? nowMs - post.startMs)}</time></header>
      <PostItems items={post.items} nowMs={nowMs} {...select} />
      {post.message !== '' && <div className={styles.message}><Folded long={!toUser && !running && isLong(post.message)}><Prose text={post.message} size={toUser ? 'prose' : 'small'} /></Folded>{running && <span className={styles.caret} />}</div>}
      {post.error && <NoticeLine notice={{ kind: 'notice', tone: 'error', title: post.error.type, text: post.error.message }} />}
    </article>
  );
}

/** What roles tell each other is mostly told again by the cells and the answer: a few lines of it are enough at first. */
function isLong(message: string): boolean {
  return message.length > 320 || message.split('\n').length > 4;
}
