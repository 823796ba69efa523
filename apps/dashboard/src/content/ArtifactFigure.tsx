import type { Artifact } from '@heddle/model';
import { useState } from 'react';
import { formatBytes } from '../model/format-figures.js';
import { Icon } from '../ui/Icon.js';
import styles from './ArtifactFigure.module.css';

const PICTURES = /^image\/(svg\+xml|png|jpeg|gif|webp)$/;

/** A file that was left behind: a picture is shown, of a text its beginning, anything else is named. It is never put into the page itself. */
export function ArtifactFigure({ artifact, from }: { readonly artifact: Artifact; readonly from?: string }) {
  const [missing, setMissing] = useState(false);
  const address = `/api/artifacts/${artifact.sha256}`;
  const picture = PICTURES.test(artifact.mimeType) && !missing;
  return (
    <figure className={styles.figure}>
      <figcaption>
        <Icon name="file" /> <b>{artifact.name}</b>
        <span>{from === undefined ? '' : `${from}, `}{formatBytes(artifact.sizeBytes)}</span>
        <a href={address} target="_blank" rel="noreferrer noopener">Open</a>
      </figcaption>
      {picture && <img src={address} alt={artifact.name} decoding="async" onError={() => setMissing(true)} />}
      {artifact.preview !== undefined && <pre>{artifact.preview}</pre>}
      {missing && <p role="status">The bytes of this file have not arrived at the server.</p>}
    </figure>
  );
}
