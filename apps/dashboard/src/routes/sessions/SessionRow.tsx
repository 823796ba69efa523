import type { SessionSummary } from '@heddle/model';
import { Link } from '@tanstack/react-router';
import { countOf, formatCost } from '../../model/format-figures.js';
import { formatAge } from '../../model/format-moment.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import styles from './SessionRow.module.css';

/** One session in a list: how it stands, what it is about, how long ago, what it cost. */
export function SessionRow({ session, nowMs }: { readonly session: SessionSummary; readonly nowMs: number }) {
  const { totals } = session;
  const unpriced = totals.costUsd === null && totals.llmCalls > 0;
  const facts = [
    session.rounds > 0 ? countOf(session.rounds, 'round') : (session.app ?? 'trace'),
    totals.codeRuns > 0 ? countOf(totals.codeRuns, 'cell') : totals.llmCalls > 0 ? countOf(totals.llmCalls, 'model call') : undefined,
    totals.errors > 0 ? countOf(totals.errors, 'error') : undefined,
    unpriced ? 'unknown price' : undefined,
  ];
  return (
    <Link className={styles.row} to="/sessions/$sessionId" params={{ sessionId: session.sessionId }} activeOptions={{ includeSearch: false }}>
      <StatusIcon status={session.status} />
      <span className={styles.title}>{session.title === '' ? session.sessionId : session.title}</span>
      <time dateTime={session.lastTime} title={new Date(session.lastTime).toLocaleString()}>{formatAge(Date.parse(session.lastTime), nowMs)}</time>
      <span className={styles.facts}>{facts.filter(Boolean).join(', ')}</span>
      <span className={styles.cost} title={unpriced ? 'unknown price' : undefined}>{formatRowCost(totals.costUsd)}</span>
    </Link>
  );
}

/** In a list, cents are enough where they say most of it. */
function formatRowCost(usd: number | null): string {
  return usd !== null && usd >= 0.1 ? `$${usd.toFixed(2)}` : formatCost(usd);
}
