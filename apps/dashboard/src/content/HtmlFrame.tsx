import styles from './HtmlFrame.module.css';

/** Nothing in the frame may run, load or send; styles and inline pictures are all it gets. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'";

/** HTML that generated code displayed, in a sandbox with no scripts and an origin of its own. */
export function HtmlFrame({ html }: { readonly html: string }) {
  const page = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>body{font:13px/20px system-ui,sans-serif;margin:8px;color:#16191d}table{border-collapse:collapse}td,th{padding:2px 10px 2px 0;text-align:left}</style>${html}`;
  return <iframe className={styles.frame} sandbox="" srcDoc={page} title="HTML displayed by the cell" referrerPolicy="no-referrer" loading="lazy" />;
}
