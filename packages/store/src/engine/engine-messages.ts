/** What the supervisor tells the engine process over IPC. Secrets go this way: arguments and environment can be listed. */
export type ToEngine =
  | { readonly kind: 'open'; readonly directory: string; readonly token: string }
  | { readonly kind: 'close' };

/** What the engine process answers. */
export type FromEngine =
  | { readonly kind: 'ready'; readonly port: number; readonly version: string }
  | { readonly kind: 'failed'; readonly missing: boolean; readonly message: string };
