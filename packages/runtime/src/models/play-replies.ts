import { readFile } from 'node:fs/promises';
import type { ChatModel } from './chat-model.js';
import { ModelError } from './model-error.js';
import { recordedReply, requestHash, type RecordedReply } from './recorded-reply.js';

/**
 * A model that answers from a file made by `recordReplies`, piece by piece as it was, usage included.
 *
 * A request that was made several times gets its replies in order, then the last one again. It counts as scripted, since
 * no model is asked; an unknown request fails with `MODEL_BAD_REQUEST`.
 *
 * @throws {ModelError} `MODEL_BAD_REQUEST` when the file cannot be read or holds something else
 */
export async function playReplies(file: string): Promise<ChatModel> {
  const recorded = await readReplies(file);
  const replies = new Map<string, RecordedReply[]>();
  for (const reply of recorded) replies.set(reply.request, [...(replies.get(reply.request) ?? []), reply]);
  const played = new Map<string, number>();
  return {
    provider: recorded[0]!.provider,
    model: recorded[0]!.model,
    scripted: true,
    async *stream(request, { signal }) {
      const hash = requestHash(request);
      const known = replies.get(hash);
      if (known === undefined) {
        throw badRecording(`${file} has no reply to this request (${hash.slice(0, 12)}). Record the session again.`);
      }
      const count = played.get(hash) ?? 0;
      played.set(hash, count + 1);
      for (const part of known[Math.min(count, known.length - 1)]!.parts) {
        signal.throwIfAborted();
        yield part;
      }
    },
  };
}

async function readReplies(file: string): Promise<readonly RecordedReply[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw badRecording(`The recorded replies in ${file} cannot be read (${reason}). Record a session first.`, error);
  }
  const replies = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [readReply(line, file, index + 1)]));
  if (replies.length === 0) throw badRecording(`${file} holds no recorded reply. Record a session first.`);
  return replies;
}

function readReply(line: string, file: string, lineNumber: number): RecordedReply {
  try {
    return recordedReply.parse(JSON.parse(line));
  } catch (error) {
    throw badRecording(`Line ${lineNumber} of ${file} is not a recorded reply. Record the session again.`, error);
  }
}

function badRecording(message: string, cause?: unknown): ModelError {
  return new ModelError('MODEL_BAD_REQUEST', message, { retryable: false, ...(cause !== undefined && { cause }) });
}
