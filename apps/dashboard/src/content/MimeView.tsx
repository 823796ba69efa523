import { TABLE_MIME_TYPE, isJsonObject } from '@heddle/model';
import type { JsonValue, MimeBundle } from '@heddle/model';
import { ChartFrame } from './ChartFrame.js';
import { HtmlFrame } from './HtmlFrame.js';
import { JsonBlock } from './JsonBlock.js';
import styles from './MimeView.module.css';
import { Prose } from './Prose.js';
import { TableView } from './TableView.js';
import { parseTablePreview } from '../model/parse-table-preview.js';

/** Forms in the order they are preferred. */
const FORMS = [
  TABLE_MIME_TYPE, 'application/vnd.vegalite.v6+json', 'application/vnd.vegalite.v5+json', 'image/svg+xml', 'image/png', 'image/jpeg', 'text/html', 'text/markdown',
  'application/json', 'text/plain',
] as const;

/** A value in the richest form this page can show safely. */
export function MimeView({ bundle, columns }: { readonly bundle: MimeBundle; /** Room for a line of JSON, in characters. */ readonly columns?: number }) {
  for (const form of FORMS) {
    if (!Object.hasOwn(bundle, form)) continue;
    const view = viewOf(form, bundle[form]!, columns);
    if (view !== undefined) return view;
  }
  return <p className={styles.nothing}>A value of a type that cannot be shown: {Object.keys(bundle).slice(0, 5).join(', ')}.</p>;
}

function viewOf(form: (typeof FORMS)[number], value: JsonValue, columns: number | undefined) {
  const text = typeof value === 'string' ? value : undefined;
  switch (form) {
    case TABLE_MIME_TYPE: {
      const table = parseTablePreview(value);
      return table && <TableView table={table} />;
    }
    case 'application/vnd.vegalite.v6+json':
    case 'application/vnd.vegalite.v5+json':
      return isJsonObject(value) ? <ChartFrame specification={value} /> : undefined;
    // A picture in an <img> runs no scripts and loads nothing, an SVG too.
    case 'image/svg+xml': return text && <Picture source={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`} />;
    case 'image/png':
    case 'image/jpeg':
      return text && /^[A-Za-z0-9+/=\s]+$/.test(text) ? <Picture source={`data:${form};base64,${text}`} /> : undefined;
    case 'text/html': return text && <HtmlFrame html={text} />;
    case 'text/markdown': return text && <Prose text={text} />;
    case 'application/json': return <JsonBlock json={JSON.stringify(value)} columns={columns} />;
    case 'text/plain': return text === undefined ? undefined : <pre className={styles.text}>{text}</pre>;
    default: return undefined;
  }
}

function Picture({ source }: { readonly source: string }) {
  return <img className={styles.picture} src={source} alt="Displayed by the cell" />;
}
