import type { JsonObject, JsonValue, MimeBundle } from '@heddle/model';

const MAX_TEXT_LENGTH = 100_000;
const MAX_FORM_LENGTH = 4_000_000;
const MAX_FORMS = 12;
const MIME_TYPE = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/;

/** A bundle from a kernel as it may be recorded: known shape, bounded size, always with a `text/plain` that is text. */
export function boundedBundle(claimed: JsonObject): MimeBundle {
  const plain = claimed['text/plain'];
  const bundle: Record<string, JsonValue> = { 'text/plain': typeof plain === 'string' ? plain.slice(0, MAX_TEXT_LENGTH) : '' };
  for (const [type, form] of Object.entries(claimed).slice(0, MAX_FORMS)) {
    if (type === 'text/plain' || !MIME_TYPE.test(type)) continue;
    const length = typeof form === 'string' ? form.length : JSON.stringify(form).length;
    if (length <= MAX_FORM_LENGTH) bundle[type] = form;
    else bundle['text/plain'] += `\n[${type} of ${length} characters was left out]`;
  }
  return bundle;
}
