import { cellStatusWords } from '../../model/call-status-words.js';
import { formatDuration } from '../../model/format-duration.js';
import { formatClock } from '../../model/format-moment.js';
import type { PaintedCell } from '../../model/paint-lines.js';
import { shortId } from '../../model/short-id.js';
import { callFailed, cellFailed, type Cell } from '../../model/transcript.js';
import { Badge, LanguageBadge } from '../../ui/Badge.js';
import { Fact, Facts } from '../../ui/Facts.js';
import { Icon } from '../../ui/Icon.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import { useNow } from '../../ui/use-now.js';
import styles from './CellHeader.module.css';

const LANGUAGES: Readonly<Record<string, string>> = { typescript: 'TypeScript', python: 'Python' };

/** What a cell is and what it came to. */
export function CellHeader({ cell, painted, attempts }: { readonly cell: Cell; readonly painted: PaintedCell; readonly attempts: readonly Cell[] }) {
  const now = useNow(cell.status === 'running');
  const failed = cell.calls.filter(callFailed).length;
  const bad = cellFailed(cell);
  const { counts } = cell;
  return (
    <div className={styles.head}>
      <div className={styles.title}>
        <Icon name="code" tone="code" size={16} />
        <h1>Cell {cell.index}</h1>
        <Badge><LanguageBadge language={cell.language} /> {LANGUAGES[cell.language] ?? cell.language}</Badge>
        {cell.place !== undefined && <Badge title="Where the kernel runs"><Icon name="place" size={13} /> {cell.place}</Badge>}
        {cell.kernelId !== undefined && <Badge>kernel {shortId(cell.kernelId)}</Badge>}
      </div>
      <Facts>
        <Fact
          value={<><StatusIcon status={cell.status === 'running' ? 'running' : bad ? 'error' : 'ok'} label="" /> {cellStatusWords(cell)}</>}
          label={attempts.length > 1 ? `on attempt ${cell.attempt}` : undefined} tone={bad ? 'error' : cell.status === 'running' ? 'running' : undefined}
        />
        <Fact value={formatDuration(cell.durationMs ?? now - cell.startMs)} label={cell.durationMs === undefined ? 'so far' : 'in all'} />
        {painted.ownMs !== undefined && cell.calls.length > 0 && <Fact value={formatDuration(painted.ownMs)} label="own code" />}
        <Fact value={String(counts?.host ?? cell.calls.length)} label={(counts?.host ?? cell.calls.length) === 1 ? 'call' : 'calls'} />
        {failed > 0 && <Fact value={bad ? `${failed} failed` : `${failed} failed,`} label={bad ? undefined : 'caught'} tone="error" />}
        {counts && counts.kernel !== counts.host && <Fact value={String(counts.kernel)} label="calls by the kernel’s own count" tone="error" title="The kernel and the host disagree about how many calls were made." />}
        <Fact value="" label={formatClock(cell.startMs, true)} />
      </Facts>
      {cell.error && (
        <p className={styles.error}>
          <b>{cell.error.type}</b> {cell.error.line !== undefined && `line ${cell.error.line}: `}{cell.error.message}
        </p>
      )}
    </div>
  );
}
