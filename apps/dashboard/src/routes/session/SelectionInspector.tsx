import type { SessionSummary } from '@heddle/model';
import { useQuery } from '@tanstack/react-query';
import { wholeMessagesQuery } from '../../api/queries.js';
import { CallInspector } from '../../inspector/CallInspector.js';
import { CellInspector } from '../../inspector/CellInspector.js';
import { ModelCallInspector } from '../../inspector/ModelCallInspector.js';
import { Pairs, Section } from '../../inspector/Section.js';
import type { Selection } from '../../model/find-selection.js';
import type { ModelCall, Transcript } from '../../model/transcript.js';

/** The details of what was selected; with nothing selected, what the session as a whole was set up with. */
export function SelectionInspector({ selection, sessionId, session, transcript }: {
  readonly selection: Selection | undefined;
  readonly sessionId: string;
  /** As the list has it; `undefined` until it is read. */
  readonly session: SessionSummary | undefined;
  readonly transcript: Transcript;
}) {
  switch (selection?.kind) {
    case 'model-call': return <WholeModelCall key={selection.call.id} call={selection.call} sessionId={sessionId} />;
    case 'call': return <CallInspector call={selection.call} cell={selection.cell} sessionId={sessionId} />;
    case 'cell': return <CellInspector cell={selection.cell} sessionId={sessionId} />;
    default: return <SessionFacts sessionId={sessionId} session={session} transcript={transcript} />;
  }
}

/** A model call with all its messages, which the transcript does not have. */
function WholeModelCall({ call, sessionId }: { readonly call: ModelCall; readonly sessionId: string }) {
  const { data, error } = useQuery(wholeMessagesQuery(sessionId, call.sequence ?? 0));
  return (
    <>
      {!data && <p role="status">{error ? `Earlier messages are missing: ${error.message}` : 'Earlier messages are on their way.'}</p>}
      <ModelCallInspector call={data ? { ...call, messages: data } : call} />
    </>
  );
}

function SessionFacts({ sessionId, session, transcript }: { readonly sessionId: string; readonly session: SessionSummary | undefined; readonly transcript: Transcript }) {
  const { start } = transcript;
  return (
    <>
      <Section title="Session">
        <Pairs
          pairs={[
            ['id', <code key="id">{sessionId}</code>],
            ['app', start?.app ?? session?.app],
            ['user', start?.userId ?? session?.userId],
            ['started', session && new Date(session.startTime).toLocaleString()],
            ['last active', session && new Date(session.lastTime).toLocaleString()],
            ['places', start?.places.join(', ')],
            ['tags', (start?.tags ?? session?.tags)?.join(', ')],
            ['heddle', start?.heddleVersion],
          ]}
        />
      </Section>
      {start && start.roles.length > 0 && <Section title="Roles"><Pairs pairs={start.roles.map((role) => [role.name, role.description] as const)} /></Section>}
      {start && start.plugins.length > 0 && (
        <Section title="Plugins"><Pairs wide pairs={start.plugins.map((plugin) => [plugin.name, plugin.description === plugin.name ? plugin.version : plugin.description] as const)} /></Section>
      )}
      {transcript.rounds.length > 0 && <Section title="Details">Select a model call, a call or a cell to see all of it here.</Section>}
    </>
  );
}
