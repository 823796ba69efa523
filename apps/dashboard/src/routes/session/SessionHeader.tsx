import type { SessionView } from '@heddle/model';
import { Link } from '@tanstack/react-router';
import type { LiveState } from '../../api/use-live-session.js';
import { InspectorButton } from '../../inspector/Inspector.js';
import { formatDuration } from '../../model/format-duration.js';
import { countOf, formatCost, formatCount, formatShare } from '../../model/format-figures.js';
import type { Transcript } from '../../model/transcript.js';
import { Fact, Facts } from '../../ui/Facts.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import { useNow } from '../../ui/use-now.js';
import styles from './SessionHeader.module.css';

/** What a session comes to: its title and one line of figures. */
export function SessionHeader({ view, transcript, live, onDetails }: {
  readonly view: SessionView;
  readonly transcript: Transcript;
  readonly live: LiveState;
  /** Shows what is known of the session as a whole. */
  readonly onDetails: () => void;
}) {
  const { session, traces } = view;
  const { totals } = session;
  const lastRound = transcript.rounds.at(-1);
  const running = lastRound ? lastRound.state === 'running' : session.status === 'running';
  const now = useNow(running);
  const startMs = Date.parse(session.startTime);
  const lastTrace = traces.at(-1);
  return (
    <>
      <header className={styles.top}>
        <Link className={styles.back} to="/">Sessions</Link>
        <nav className={styles.views} aria-label="Views of this session">
          <span aria-current="page">Transcript</span>
          {lastTrace && <Link to="/traces/$traceId" params={{ traceId: lastTrace.traceId }}>Tree</Link>}
        </nav>
        <InspectorButton label="Details" onPress={onDetails} />
        {live === 'lost' && <span className={styles.lost} role="status">connection lost, trying again</span>}
      </header>
      <div className={styles.head}>
        <h1>{session.title === '' ? session.sessionId : session.title}</h1>
        <Facts>
          <Fact
            value={<><StatusIcon status={running ? 'running' : session.status} label="" /> {running ? 'running' : session.status === 'error' ? 'failed' : 'ok'}</>}
            label={running && lastRound ? `round ${lastRound.index}` : undefined} tone={running ? 'running' : session.status === 'error' ? 'error' : undefined}
          />
          <Fact value={formatDuration((running ? now : Date.parse(session.lastTime)) - startMs)} />
          <Fact value={formatCount(totals.llmCalls)} label={totals.llmCalls === 1 ? 'model call' : 'model calls'} />
          {totals.inputTokens > 0 && (
            <Fact
              value={formatCount(totals.inputTokens)}
              label={totals.cacheReadTokens > 0 ? <>tokens in, <b>{formatShare(totals.cacheReadTokens, totals.inputTokens)}</b> cached</> : 'tokens in'}
            />
          )}
          <Cost costUsd={totals.costUsd} unpriced={totals.unpricedLlmCalls} calls={totals.llmCalls} scripted={onlyScripted(transcript)} />
          {totals.toolCalls > 0 && <Fact value={formatCount(totals.toolCalls)} label={totals.toolCalls === 1 ? 'call' : 'calls'} />}
          {totals.errors > 0 && <Fact value={formatCount(totals.errors)} label={`${totals.errors === 1 ? 'error' : 'errors'}${session.status === 'error' ? '' : ', recovered'}`} tone="error" />}
          {session.settling && !running && <Fact value="settling" label="figures may still move" />}
        </Facts>
        {transcript.missingEvents > 0 && <p className={styles.missing} role="status">{countOf(transcript.missingEvents, 'event')} of this session never arrived; what they told is missing below.</p>}
      </div>
    </>
  );
}

/** A price nobody knows is a dash with words, never 0; a price known in part says which part is not. */
export function Cost({ costUsd, unpriced, calls, scripted = false }: {
  readonly costUsd: number | null;
  readonly unpriced: number;
  readonly calls: number;
  /** Every reply came from a script: nothing was asked, so nothing was paid. */
  readonly scripted?: boolean;
}) {
  if (calls === 0) return null;
  if (scripted) return <Fact value="scripted," label="no model was asked" />;
  if (costUsd === null) return <Fact value="–" label="unknown price" />;
  return <Fact value={formatCost(costUsd)} label={unpriced > 0 ? `and ${countOf(unpriced, 'call')} of unknown price` : undefined} />;
}

function onlyScripted(transcript: Transcript): boolean {
  const calls = transcript.rounds.flatMap((round) => round.posts.flatMap((post) => post.items.flatMap((item) => (item.kind === 'model-call' ? [item.call] : []))));
  return calls.length > 0 && calls.every((call) => call.scripted);
}
