import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import styles from './Prose.module.css';

/** Pictures would be fetched from wherever the text says: they are named, and not loaded. */
const COMPONENTS: Components = {
  a: ({ href, children }) => <a href={href} target="_blank" rel="noreferrer noopener nofollow">{children}</a>,
  img: ({ alt, src }) => <span className={styles.picture}>[picture: {alt === '' || alt === undefined ? String(src ?? '') : alt}]</span>,
  table: ({ children }) => <div className={styles.scroll}><table>{children}</table></div>,
};

/** Above this many characters text is shown as it is: reading it as Markdown would hold up the page. */
const MARKDOWN_LIMIT = 200_000;

/** Text by a model, as Markdown. HTML in it stays text. */
export function Prose({ text, size = 'prose' }: { readonly text: string; readonly size?: 'prose' | 'small' }) {
  if (text.length > MARKDOWN_LIMIT) return <pre className={styles.plain}>{text}</pre>;
  return (
    <div className={styles.prose} data-size={size}>
      <Markdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>{text}</Markdown>
    </div>
  );
}
