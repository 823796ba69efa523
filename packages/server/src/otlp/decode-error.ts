/** The body, or one record of it, is not what OTLP says. The message is one sentence for the sender. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
