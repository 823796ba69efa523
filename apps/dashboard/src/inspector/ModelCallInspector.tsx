import { messageText } from '@heddle/model';
import type { Message, MessagePart, Usage } from '@heddle/model';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCost, formatCount } from '../model/format-figures.js';
import { formatDuration } from '../model/format-duration.js';
import type { ModelCall } from '../model/transcript.js';
import { Fact, Facts } from '../ui/Facts.js';
import { StatusIcon } from '../ui/StatusIcon.js';
import { JsonBlock } from '../content/JsonBlock.js';
import { InspectorHead } from './InspectorHead.js';
import styles from './ModelCallInspector.module.css';
import { ErrorBlock, Section } from './Section.js';

/** A model call: time, tokens and cost, every message, parameters. */
export function ModelCallInspector({ call, linkToTrace = true }: { readonly call: ModelCall; readonly linkToTrace?: boolean }) {
  const state = call.state === 'ok' ? ['ok', ...call.finishReasons].join(', ') : call.state === 'error' ? (call.willRetry ? 'failed, tried again' : 'failed') : 'running';
  return (
    <>
      <InspectorHead icon="llm" label={['Model call', call.purpose, call.attempt > 1 ? `attempt ${call.attempt}` : ''].filter(Boolean).join(', ')} name={call.model}>
        <Facts>
          <Fact value={<><StatusIcon status={call.state} label="" /> {state}</>} tone={call.state === 'error' ? 'error' : undefined} />
          <Fact value={formatDuration(call.durationMs)} />
          {call.scripted
            ? <Fact value="scripted," label="no model was asked" />
            : <Fact value={formatCost(call.costUsd)} label={call.costUsd === null && call.state === 'ok' ? 'unknown price' : undefined} />}
        </Facts>
      </InspectorHead>
      {call.error && <Section title="Error"><ErrorBlock error={call.error} /></Section>}
      <Phases call={call} />
      <Bill usage={call.usage} costUsd={call.costUsd} />
      <Section title="Messages">
        <ol className={styles.messages}>
          <SentMessages messages={call.messages} />
          {call.output && <MessageItem message={call.output} isNew />}
          {!call.output && call.streamed !== '' && <MessageItem message={{ role: 'assistant', parts: [{ type: 'text', content: call.streamed }] }} isNew />}
        </ol>
        {call.messages.length === 0 && !call.output && call.streamed === '' && <p className={styles.none}>No messages were recorded.</p>}
      </Section>
      {Object.keys(call.parameters).length > 0 && (
        <Section title="Parameters">
          <p className={styles.parameters}>{Object.entries(call.parameters).map(([name, value]) => `${name.replaceAll('_', ' ')} ${typeof value === 'number' ? value.toLocaleString('en-US') : JSON.stringify(value)}`).join(', ')}</p>
        </Section>
      )}
      {linkToTrace && call.traceId !== undefined && (
        <Section title="Go to">
          <Link className={styles.link} to="/traces/$traceId" params={{ traceId: call.traceId }} search={{ span: call.spanId }}>Span in the trace</Link>
        </Section>
      )}
    </>
  );
}

function Phases({ call }: { readonly call: ModelCall }) {
  const { timeToFirstTokenMs: first, durationMs: whole } = call;
  if (first === undefined || whole === undefined || whole <= 0) return null;
  const rate = call.usage.outputTokens === undefined || whole <= first ? undefined : (call.usage.outputTokens / (whole - first)) * 1_000;
  return (
    <Section title="Time">
      <p className={styles.phases} aria-hidden="true"><i style={{ width: `${Math.min(100, (first / whole) * 100)}%` }} /></p>
      <p className={styles.phaseLabels}><span>first token {formatDuration(first)}</span>{rate !== undefined && <span>{formatCount(rate)} tokens a second</span>}</p>
    </Section>
  );
}

function Bill({ usage, costUsd }: { readonly usage: Usage; readonly costUsd: number | null }) {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens } = usage;
  if (inputTokens === undefined && outputTokens === undefined) return null;
  const fresh = inputTokens === undefined ? undefined : Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  const rows: readonly (readonly [string, number | undefined])[] = [
    ['Input, new', fresh], ['Input, from cache', cacheReadTokens || undefined], ['Input, to cache', cacheWriteTokens || undefined],
    ['Output', outputTokens], ['of it reasoning', reasoningTokens || undefined],
  ];
  return (
    <Section title="Tokens and cost">
      <table className={styles.bill}>
        <tbody>
          {rows.filter(([, tokens]) => tokens !== undefined).map(([name, tokens]) => <tr key={name}><th scope="row">{name}</th><td>{formatCount(tokens!)}</td><td /></tr>)}
          <tr>
            <th scope="row">Total</th>
            <td>{formatCount((inputTokens ?? 0) + (outputTokens ?? 0))}</td>
            <td>{costUsd === null ? '– unknown price' : formatCost(costUsd)}</td>
          </tr>
        </tbody>
      </table>
    </Section>
  );
}

/** What was sent: of a long conversation its end, and the rest on demand. */
function SentMessages({ messages }: { readonly messages: readonly Message[] }) {
  const [all, setAll] = useState(false);
  const firstNew = newFrom(messages);
  const hidden = all ? 0 : Math.max(0, Math.min(messages.length - MESSAGES_SHOWN, firstNew));
  return (
    <>
      {hidden > 0 && <li><button type="button" className={styles.earlier} onClick={() => setAll(true)}>Show {formatCount(hidden)} earlier messages</button></li>}
      {messages.slice(hidden).map((message, index) => <MessageItem key={hidden + index} message={message} isNew={hidden + index >= firstNew} />)}
    </>
  );
}

/** Messages of a request that are shown at first. */
const MESSAGES_SHOWN = 20;

function MessageItem({ message, isNew }: { readonly message: Message; readonly isNew: boolean }) {
  const text = message.parts.length === 1 && message.parts[0]!.type === 'text' ? messageText(message) : undefined;
  return (
    <li data-new={isNew || undefined}>
      <details>
        <summary><span>{message.role}</span><span className={styles.first}>{firstLine(message)}</span></summary>
        {text === undefined ? message.parts.map((part, index) => <Part key={index} part={part} />) : <pre className={styles.text}>{text}</pre>}
      </details>
    </li>
  );
}

function Part({ part }: { readonly part: MessagePart }) {
  switch (part.type) {
    case 'text': return <pre className={styles.text}>{part.content}</pre>;
    case 'reasoning': return <pre className={styles.text} data-reasoning>{part.content}</pre>;
    case 'tool_call': return <><p className={styles.partName}>calls {part.name}</p><JsonBlock json={JSON.stringify(part.arguments ?? {})} /></>;
    case 'tool_call_response': return <><p className={styles.partName}>result</p><JsonBlock json={JSON.stringify(part.response)} /></>;
    case 'blob': return IMAGES.test(part.mime_type ?? '') ? <img className={styles.image} src={`data:${part.mime_type};base64,${part.content}`} alt={`sent as ${part.mime_type}`} /> : <JsonBlock json={JSON.stringify(part)} />;
    default: return <JsonBlock json={JSON.stringify(part)} />;
  }
}

/** Pictures of these types are drawn by the browser and can do nothing. */
const IMAGES = /^image\/(?:png|jpeg|gif|webp)$/;

function firstLine(message: Message): string {
  const text = messageText(message);
  if (text !== '') return text.slice(0, 160).replace(/\s+/g, ' ');
  const calls = message.parts.flatMap((part) => (part.type === 'tool_call' ? [`calls ${part.name}`] : []));
  return calls.length > 0 ? calls.join(', ') : message.parts.map((part) => part.type.replaceAll('_', ' ')).join(', ');
}

/** Messages after the last answer of the model are what this call adds to the conversation. */
function newFrom(messages: readonly Message[]): number {
  const answered = messages.findLastIndex((message) => message.role === 'assistant');
  return answered === -1 ? messages.findIndex((message) => message.role !== 'system') : answered + 1;
}
