/** Azure takes its keys in a header of its own; a bearer token would be read as one of Entra ID. */
export function fetchWithAzureKey(apiKey: string): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('authorization');
    headers.set('api-key', apiKey);
    return fetch(input, { ...init, headers });
  };
}
