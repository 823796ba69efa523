import type { Preview } from '@heddle/model';
import { useState } from 'react';
import { formatBytes } from '../model/format-figures.js';
import { formatJson } from '../model/format-json.js';
import { tokeniseSource } from '../model/tokenise-source.js';
import styles from './JsonBlock.module.css';
import { SourceTokens } from './SourceTokens.js';

/** At first this much of a value is shown; a long one opens on demand. */
const SHORT = 4_000;
/** Above this much, colours cost more than they tell. */
const PLAIN = 60_000;

/** A recorded value: arguments, a result, attributes. It is text, whatever is in it. */
export function JsonBlock({ json, truncated = false, sizeBytes, columns = 44 }: {
  readonly json: string;
  readonly truncated?: boolean;
  readonly sizeBytes?: number;
  /** Room for a line, in characters; default that of an inspector. */
  readonly columns?: number;
}) {
  const [open, setOpen] = useState(false);
  const pretty = formatJson(json, columns);
  const text = open ? pretty : pretty.slice(0, SHORT);
  return (
    <div className={styles.box}>
      <pre>{text.length > PLAIN ? text : <Coloured text={text} />}</pre>
      {pretty.length > SHORT && (
        <button type="button" className={styles.more} onClick={() => setOpen(!open)}>{open ? 'Show less' : `Show all, ${formatBytes(pretty.length)}`}</button>
      )}
      {truncated && <p className={styles.cut}>Abridged when it was recorded{sizeBytes === undefined ? '' : `; whole, it has ${formatBytes(sizeBytes)}`}.</p>}
    </div>
  );
}

export function PreviewBlock({ preview }: { readonly preview: Preview }) {
  return <JsonBlock json={preview.json} truncated={preview.truncated} sizeBytes={preview.sizeBytes} />;
}

function Coloured({ text }: { readonly text: string }) {
  return tokeniseSource(text, 'json').map((tokens, line) => (
    <span key={line}>{line > 0 && '\n'}<SourceTokens tokens={tokens} /></span>
  ));
}
