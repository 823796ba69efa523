import type { Token } from '../model/tokenise-source.js';
import styles from './SourceTokens.module.css';

/** One line of source. Calls to plugins are the only thing that stands out. */
export function SourceTokens({ tokens }: { readonly tokens: readonly Token[] }) {
  return tokens.map((token, index) => (token.kind === 'plain'
    ? token.text
    : <span key={index} className={styles.token} data-kind={token.kind}>{token.text}</span>));
}
