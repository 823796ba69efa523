import type { VariableSummary } from '@heddle/model';
import { ArtifactFigure } from '../../content/ArtifactFigure.js';
import { MimeView } from '../../content/MimeView.js';
import { formatDuration } from '../../model/format-duration.js';
import { countOf } from '../../model/format-figures.js';
import { shortId } from '../../model/short-id.js';
import type { Call, Cell, OutputChunk } from '../../model/transcript.js';
import styles from './CellResults.module.css';

/** At most this many pieces of output become rows of their own. */
const MOST_CHUNKS = 500;

/** What a cell left behind: output, value, files, variables. */
export function CellResults({ cell }: { readonly cell: Cell }) {
  const lastLine = cell.source.trimEnd().split('\n').length;
  return (
    <div className={styles.below}>
      <div className={styles.left}>
        <div className={styles.two}>
          <section className={styles.pane} aria-label="Output"><h2>Output <span>{outputWords(cell)}</span></h2><Output chunks={cell.outputs} truncated={cell.outputTruncated} running={cell.status === 'running'} /></section>
          <section className={styles.pane} aria-label="Value">
            <h2>Value {cell.value && <span>line {lastLine}</span>}</h2>
            {cell.value ? <MimeView bundle={cell.value} /> : <p className={styles.none}>{cell.status === 'running' ? 'Not yet.' : 'The cell ended without one.'}</p>}
          </section>
        </div>
        {cell.displays.map((bundle, index) => (
          <section key={index} className={styles.pane}><h2>Display <span>{index + 1} of {cell.displays.length}</span></h2><MimeView bundle={bundle} /></section>
        ))}
        {cell.artifacts.map((artifact) => (
          <section key={artifact.sha256} className={styles.pane}><ArtifactFigure artifact={artifact} from={originOf(cell.calls, artifact.sha256)} /></section>
        ))}
      </div>
      <section className={styles.pane} aria-label="Variables">
        <h2>Variables after this cell {cell.variables.length > 0 && <span>{cell.variables.length}{cell.kernelId === undefined ? '' : ` in kernel ${shortId(cell.kernelId)}`}, by its own account</span>}</h2>
        {cell.variables.length === 0 ? <p className={styles.none}>{cell.status === 'running' ? 'Known when the cell ends.' : 'None were reported.'}</p> : <Variables variables={cell.variables} />}
      </section>
    </div>
  );
}

function Output({ chunks, truncated, running }: { readonly chunks: readonly OutputChunk[]; readonly truncated: boolean; readonly running: boolean }) {
  if (chunks.length === 0) return <p className={styles.none}>{running ? 'Nothing yet.' : 'Nothing was printed.'}</p>;
  const shown = chunks.slice(-MOST_CHUNKS);
  return (
    <>
      {shown.length < chunks.length && <p className={styles.none}>The last {shown.length} of {chunks.length} pieces.</p>}
      <div className={styles.output}>
        {shown.map((chunk, index) => (
          <div key={index} data-stream={chunk.stream}>
            {chunk.atMs !== undefined && <time>+{formatDuration(chunk.atMs)}</time>}
            <pre>{chunk.text.replace(/\n$/, '').slice(0, 50_000)}</pre>
          </div>
        ))}
      </div>
      {truncated && <p className={styles.none}>There was more than was kept.</p>}
    </>
  );
}

function Variables({ variables }: { readonly variables: readonly VariableSummary[] }) {
  return (
    <table className={styles.variables}>
      <colgroup><col /><col /><col /><col /></colgroup>
      <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Value</th><th scope="col">Change</th></tr></thead>
      <tbody>
        {variables.slice(0, 300).map((variable) => (
          <tr key={variable.name} data-change={variable.change}>
            <th scope="row"><code>{variable.name}</code></th>
            <td><code title={variable.type}>{variable.type}</code></td>
            <td><code title={variable.preview}>{variable.preview}</code></td>
            <td>{variable.change === 'new' ? '+ new' : variable.change === 'changed' ? '● changed' : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function outputWords(cell: Cell): string {
  return (['stdout', 'stderr'] as const)
    .filter((stream) => cell[stream].trim() !== '')
    .map((stream) => `${stream}, ${countOf(cell[stream].trimEnd().split('\n').length, 'line')}`)
    .join('; ');
}

function originOf(calls: readonly Call[], sha256: string): string {
  const call = calls.find((candidate) => candidate.artifacts.some((artifact) => artifact.sha256 === sha256));
  return call?.line === undefined ? 'file of this cell' : `file of line ${call.line}`;
}
