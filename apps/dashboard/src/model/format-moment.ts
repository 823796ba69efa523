/** Time of day as the reader's clock shows it: `19:24:15`, with milliseconds when asked for. */
export function formatClock(ms: number, withMilliseconds = false): string {
  const time = new Date(ms);
  const text = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
  return withMilliseconds ? `${text}.${String(time.getMilliseconds()).padStart(3, '0')}` : text;
}

/** Time of day, after the date unless that is the reader's today: `19 Nov 2026, 19:24:15`. */
export function formatMoment(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const day = date.toDateString() === new Date(nowMs).toDateString() ? '' : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}, `;
  return day + formatClock(ms);
}

/** How long ago, in one unit: `now`, `6 min`, `3 h`, `5 d`. */
export function formatAge(ms: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - ms) / 1_000);
  if (seconds < 45) return 'now';
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 84_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export type DayGroup = 'Today' | 'Yesterday' | 'This week' | 'Earlier';

/** Under which heading of a list a moment belongs, by the reader's calendar. */
export function dayGroup(ms: number, nowMs: number): DayGroup {
  const today = new Date(nowMs);
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime();
  if (ms >= midnight) return 'Today';
  if (ms >= midnight - 86_400_000) return 'Yesterday';
  return ms >= midnight - 6 * 86_400_000 ? 'This week' : 'Earlier';
}
