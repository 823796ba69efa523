import type { JsonValue, VariableSummary } from '@heddle/model';

/** Reads the variables a cell's span names: JSON or JSON text of a list. What is no variable is passed over. */
export function parseVariables(value: JsonValue | undefined): readonly VariableSummary[] {
  let list: unknown = value;
  if (typeof value === 'string') {
    try {
      list = JSON.parse(value);
    } catch {
      return [];
    }
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown): VariableSummary[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { name, type, preview, change } = item as Record<string, unknown>;
    if (typeof name !== 'string') return [];
    return [{
      name,
      type: typeof type === 'string' ? type : '',
      preview: typeof preview === 'string' ? preview : '',
      change: change === 'new' || change === 'changed' ? change : 'same',
    }];
  });
}
