import { ApiFailure } from '../api/client.js';
import { Notice } from '../ui/Notice.js';

/** What a page shows instead of itself when its data could not be had. */
export function Failed({ what, error, retry }: { readonly what: string; readonly error: Error; readonly retry: () => void }) {
  if (error instanceof ApiFailure && error.status === 404) {
    return <Notice title={`This ${what} is not here.`}>It may belong to another server or data folder, or it was never sent. {error.message}</Notice>;
  }
  return <Notice tone="error" title={`This ${what} could not be read.`} action={{ label: 'Try again', onPress: retry }}>{error.message}</Notice>;
}
