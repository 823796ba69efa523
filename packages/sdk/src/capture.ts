import type { Artifact, EventError, EventPayload, Message, MimeBundle, Preview } from '@heddle/model';

/** What is recorded: everything, or only that it happened. */
export type Capture = 'full' | 'metadata';

const NO_BUNDLE: MimeBundle = {};

/**
 * The payload without what users, models, code and plugins said. Names, counts, times, sizes, lines, hashes and
 * error types stay.
 */
export function withoutContent(payload: EventPayload): EventPayload {
  switch (payload.type) {
    case 'session-start': return { ...payload, configuration: {}, metadata: {} };
    case 'round-start': return { ...payload, query: '', files: payload.files.map((file) => ({ ...withoutPreview(file), name: '' })) };
    case 'round-end': return { ...payload, reply: '', ...emptiedError(payload) };
    case 'post-message-delta': return { ...payload, text: '' };
    case 'post-attachment': return { ...payload, attachment: { kind: 'thought', text: '' } };
    case 'post-end': return { ...payload, message: '', attachments: [], ...emptiedError(payload) };
    case 'model-call-request': return { ...payload, messages: payload.messages.map(emptied) };
    case 'model-call-delta': return { ...payload, text: '' };
    case 'model-call-end': return { ...payload, output: emptied(payload.output) };
    case 'model-call-error': return { ...payload, ...emptiedError(payload) };
    case 'cell-start': return { ...payload, source: '' };
    case 'cell-output': return { ...payload, text: '' };
    case 'cell-display': return { ...payload, bundle: NO_BUNDLE };
    case 'cell-end': return {
      ...payload, stdout: '', stderr: '', value: payload.value && NO_BUNDLE,
      variables: payload.variables.map((variable) => ({ ...variable, preview: '' })), artifacts: payload.artifacts.map(withoutPreview),
      ...emptiedError(payload),
    };
    case 'call-start': return { ...payload, arguments: emptiedPreview(payload.arguments) };
    case 'call-log': return { ...payload, message: '' };
    case 'call-end': return { ...payload, result: payload.result && emptiedPreview(payload.result), artifacts: payload.artifacts.map(withoutPreview), ...emptiedError(payload) };
    case 'operation-start': return { ...payload, input: undefined, attributes: {} };
    case 'operation-end': return { ...payload, output: undefined, ...emptiedError(payload) };
    case 'memory-write': return { ...payload, key: '', value: null };
    case 'memory-recall': return { ...payload, lessons: payload.lessons.map(() => ''), examples: payload.examples.map(() => ''), keys: payload.keys.map(() => '') };
    case 'memory-lesson': return { ...payload, lessonId: '', title: '' };
    default: return payload;
  }
}

function withoutPreview(artifact: Artifact): Artifact {
  return { ...artifact, preview: undefined };
}

function emptied(message: Message): Message {
  return { ...message, parts: message.parts.map(({ type }) => ({ type: 'other', original_type: type, value: {} })) };
}

function emptiedPreview(preview: Preview): Preview {
  return { ...preview, json: 'null', summary: '', truncated: true };
}

function emptiedError<Failure extends EventError>({ error }: { readonly error?: Failure }): { readonly error?: Failure } {
  return error ? { error: { ...error, message: '', stack: undefined } } : {};
}
