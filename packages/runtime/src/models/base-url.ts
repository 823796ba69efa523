import { ModelError } from './model-error.js';

/**
 * A provider's base URL without a slash at the end; `apiPath` is added when the text names a host only.
 *
 * @throws {ModelError} `MODEL_BAD_REQUEST` when the text is not an http or https URL
 */
export function parseBaseUrl(text: string, apiPath: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ModelError(
      'MODEL_BAD_REQUEST',
      `"${text}" is not the URL of a model server. Give one such as http://127.0.0.1:11434${apiPath}.`,
      { retryable: false },
    );
  }
  if (url.username || url.password) {
    throw new ModelError(
      'MODEL_BAD_REQUEST',
      `The URL of the model server at ${url.host} holds a password. Take it out and set the key as a variable of its own.`,
      { retryable: false },
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  return url.origin + (path === '' ? apiPath : path);
}
