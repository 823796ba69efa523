import { Icon, type IconName } from './Icon.js';

/** The states anything on a page can be in, whatever it is called where it comes from. */
export type StatusTone = 'ok' | 'error' | 'mixed' | 'running' | 'waiting' | 'todo' | 'skipped';

const SIGNS: Record<StatusTone, { readonly icon: IconName; readonly tone: string; readonly label: string }> = {
  ok: { icon: 'ok', tone: 'ok', label: 'succeeded' },
  error: { icon: 'failed', tone: 'error', label: 'failed' },
  mixed: { icon: 'mixed', tone: 'warn', label: 'some failed' },
  running: { icon: 'running', tone: 'running', label: 'running' },
  waiting: { icon: 'clock', tone: 'warn', label: 'waiting' },
  todo: { icon: 'todo', tone: 'idle', label: 'not started' },
  skipped: { icon: 'skipped', tone: 'idle', label: 'skipped' },
};

/** Says how something went by shape, colour and word. */
export function StatusIcon({ status, label, size }: { readonly status: StatusTone; readonly label?: string; readonly size?: number }) {
  const sign = SIGNS[status];
  return <Icon name={sign.icon} tone={sign.tone} label={label ?? sign.label} size={size ?? 13} />;
}
