/**
 * `CONFIG_INVALID`: an option has a value that cannot be used. `KEY_REQUIRED`: the address can be reached from other
 * machines, so it needs an access key. `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNAVAILABLE`: the system refused the address.
 * `LISTEN_FAILED`: it refused for another reason, see `cause`.
 */
export type ServerErrorCode =
  | 'CONFIG_INVALID' | 'KEY_REQUIRED' | 'PORT_IN_USE' | 'PORT_FORBIDDEN' | 'HOST_UNAVAILABLE' | 'LISTEN_FAILED';

/** The server could not start. Callers branch on `code`; the message is one sentence for a person. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: ServerErrorCode;

  constructor(code: ServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
