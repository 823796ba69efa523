import { Link } from '@tanstack/react-router';
import { ArtifactFigure } from '../content/ArtifactFigure.js';
import { PreviewBlock } from '../content/JsonBlock.js';
import { formatDuration } from '../model/format-duration.js';
import { callFailed, type Call, type Cell } from '../model/transcript.js';
import { Fact, Facts } from '../ui/Facts.js';
import { StatusIcon } from '../ui/StatusIcon.js';
import { callStatusWords } from '../model/call-status-words.js';
import { InspectorHead } from './InspectorHead.js';
import { ErrorBlock, Pairs, Section } from './Section.js';
import { SourceSnippet } from './SourceSnippet.js';

/** A call: how it went, the line that made it, what went in and what came out. */
export function CallInspector({ call, cell, sessionId, linkToTrace = true }: {
  readonly call: Call;
  /** Its cell, when it is known. */
  readonly cell: Cell | undefined;
  readonly sessionId: string | null;
  readonly linkToTrace?: boolean;
}) {
  const failed = callFailed(call);
  const total = cell?.counts?.host ?? cell?.calls.length;
  return (
    <>
      <InspectorHead icon="tool" label="Call" name={call.plugin}>
        <Facts>
          <Fact value={<><StatusIcon status={failed ? 'error' : call.status === 'running' ? 'running' : 'ok'} label="" /> {callStatusWords(call, cell)}</>} tone={failed ? 'error' : undefined} />
          <Fact value={formatDuration(call.durationMs)} />
          {cell && <Fact label={<>at <b>{formatDuration(call.startMs)}</b></>} value="" />}
          {total !== undefined && call.sequence > 0 && <Fact value={<>call {call.sequence}</>} label={`of ${total}`} />}
        </Facts>
      </InspectorHead>
      {cell && call.line !== undefined && (call.sourceCellId === undefined || call.sourceCellId === cell.id) && (
        <Section
          title="Source"
          aside={sessionId === null ? undefined : (
            <Link to="/sessions/$sessionId/cells/$cellId" params={{ sessionId, cellId: cell.id }} search={{ call: call.id }}>Line {call.line} of cell {cell.index}</Link>
          )}
        >
          <SourceSnippet cell={cell} line={call.line} failed={failed} />
        </Section>
      )}
      {call.error && <Section title="Error"><ErrorBlock error={call.error} /></Section>}
      {call.arguments && <Section title="Arguments"><PreviewBlock preview={call.arguments} /></Section>}
      <Section title="Result" aside={call.result?.summary}>
        {call.result ? <PreviewBlock preview={call.result} /> : <p>{call.status === 'running' ? 'Still running.' : 'None.'}</p>}
      </Section>
      {call.logs.length > 0 && (
        <Section title="Log"><Pairs pairs={call.logs.map((entry) => [entry.level, entry.message] as const)} /></Section>
      )}
      {call.artifacts.length > 0 && <Section title="Files">{call.artifacts.map((artifact) => <ArtifactFigure key={artifact.sha256} artifact={artifact} />)}</Section>}
      <Section title="Call">
        <Pairs
          pairs={[
            [call.origin === undefined ? 'tool' : 'plugin', [call.plugin, call.pluginVersion].filter(Boolean).join(' ')],
            ['code hash', call.pluginHash === undefined ? undefined : <code>{call.pluginHash.slice(0, 12)}</code>],
            ['made by', call.origin],
            ['approval', call.approval && `${call.approval.decision} by ${call.approval.by} after ${formatDuration(call.approval.waitedMs)}`],
            ['ran in', cell?.place === undefined ? undefined : `host, for ${cell.place}`],
            ['span', linkToTrace && call.traceId !== undefined && call.spanId !== undefined
              ? <Link to="/traces/$traceId" params={{ traceId: call.traceId }} search={{ span: call.spanId }}><code>{call.spanId}</code></Link>
              : call.spanId === undefined ? undefined : <code>{call.spanId}</code>],
          ]}
        />
      </Section>
    </>
  );
}
