import { Link } from '@tanstack/react-router';
import { cellStatusWords } from '../model/call-status-words.js';
import { formatDuration } from '../model/format-duration.js';
import { paintLines } from '../model/paint-lines.js';
import { cellFailed, type Cell } from '../model/transcript.js';
import { Fact, Facts } from '../ui/Facts.js';
import { StatusIcon } from '../ui/StatusIcon.js';
import { InspectorHead } from './InspectorHead.js';
import { ErrorBlock, Pairs, Section } from './Section.js';

/** A cell in short; the cell page has the rest. */
export function CellInspector({ cell, sessionId, linkToTrace = true }: { readonly cell: Cell; readonly sessionId: string | null; readonly linkToTrace?: boolean }) {
  const failed = cell.calls.filter((call) => call.status !== 'ok' && call.status !== 'running').length;
  const painted = paintLines(cell);
  return (
    <>
      <InspectorHead icon="code" label={`Cell, attempt ${cell.attempt}`} name={`Cell ${cell.index}`}>
        <Facts>
          <Fact value={<><StatusIcon status={cell.status === 'running' ? 'running' : cellFailed(cell) ? 'error' : 'ok'} label="" /> {cellStatusWords(cell)}</>} tone={cellFailed(cell) ? 'error' : undefined} />
          <Fact value={formatDuration(cell.durationMs)} />
          <Fact value={String(cell.calls.length)} label={cell.calls.length === 1 ? 'call' : 'calls'} />
          {failed > 0 && <Fact value={String(failed)} label="failed" tone="error" />}
        </Facts>
      </InspectorHead>
      {cell.error && <Section title="Error"><ErrorBlock error={cell.error} /></Section>}
      <Section title="Cell">
        <Pairs
          pairs={[
            ['language', cell.language],
            ['place', cell.place],
            ['kernel', cell.kernelId === undefined ? undefined : <code>{cell.kernelId}</code>],
            ['lines', String(painted.lines.length)],
            ['own code', painted.ownMs === undefined ? undefined : formatDuration(painted.ownMs)],
            ['span', linkToTrace && cell.traceId !== undefined && cell.spanId !== undefined
              ? <Link to="/traces/$traceId" params={{ traceId: cell.traceId }} search={{ span: cell.spanId }}><code>{cell.spanId}</code></Link>
              : undefined],
          ]}
        />
      </Section>
      {sessionId !== null && (
        <Section title="Go to" aside={<Link to="/sessions/$sessionId/cells/$cellId" params={{ sessionId, cellId: cell.id }}>Open cell</Link>}>Every call on its own line.</Section>
      )}
    </>
  );
}
