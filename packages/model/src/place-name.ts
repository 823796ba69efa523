/** Where a kernel runs. Ordered from the weakest isolation to the strongest on one machine; `remote` is elsewhere. */
export const PLACE_NAMES = ['process', 'deno', 'bubblewrap', 'podman', 'remote'] as const;

export type PlaceName = (typeof PLACE_NAMES)[number];
