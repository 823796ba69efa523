/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Server-sent events, as Heddle writes them: lines end in LF, an event has one line of data.
 *
 * @see HTML standard, "Server-sent events"
 */
export async function* readEventStream(stream: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const event = field(block, 'event');
      if (event !== undefined) yield { event, data: field(block, 'data') ?? '' };
    }
  }
}

function field(block: string, name: string): string | undefined {
  return block.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
}
