/** What was sent to a model at a time. */
export interface SentRequest {
  readonly atMs: number;
  readonly tokens: number;
}

export interface RateLimits {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute?: number;
}

export const RATE_WINDOW_MS = 60_000;

/**
 * The earliest time at which a request of so many tokens keeps within the limits of any minute.
 *
 * A request larger than the limit itself goes alone, in a minute without any other.
 *
 * @param sent - earlier requests, oldest first
 */
export function earliestSendMs(sent: readonly SentRequest[], tokens: number, limits: RateLimits, nowMs: number): number {
  const tokensPerMinute = limits.tokensPerMinute ?? Infinity;
  const recent = sent.filter(({ atMs }) => atMs > nowMs - RATE_WINDOW_MS);
  let requestsInWindow = recent.length;
  let tokensInWindow = recent.reduce((sum, request) => sum + request.tokens, 0);
  let atMs = nowMs;
  for (const oldest of recent) {
    if (requestsInWindow < limits.requestsPerMinute && tokensInWindow + tokens <= tokensPerMinute) break;
    atMs = Math.max(atMs, oldest.atMs + RATE_WINDOW_MS);
    requestsInWindow--;
    tokensInWindow -= oldest.tokens;
  }
  return atMs;
}
