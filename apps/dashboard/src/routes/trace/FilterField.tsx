import { useRef, useState } from 'react';
import { joinFilter, splitFilter } from '../../model/filter-chips.js';
import { formatCount } from '../../model/format-figures.js';
import { FILTER_KEYS } from '../../model/span-filter.js';
import { Icon } from '../../ui/Icon.js';
import { Key } from '../../ui/Key.js';
import { useKeys } from '../../ui/use-keys.js';
import styles from './FilterField.module.css';

const SUGGESTIONS = ['status:error', 'kind:llm', 'kind:tool', 'kind:code'];

/** Narrows down which spans are pointed out. The rest of the tree stays in view. */
export function FilterField({ value, spans, partial, shortened, hits, onChange, onStep }: {
  readonly value: string;
  /** How many spans are searched. */
  readonly spans: number;
  /** There are more spans than have been read. */
  readonly partial: boolean;
  /** Long values of some are not here to be searched. */
  readonly shortened: boolean;
  /** `undefined` without a filter. */
  readonly hits: number | undefined;
  readonly onChange: (text: string) => void;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const { chips, rest } = splitFilter(value);
  // Blanks at the end matter while typing and not in the address.
  const [draft, setDraft] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.focus() });

  const change = (text: string) => {
    const typed = splitFilter(text);
    const finished = typed.chips.length > 0 && /\s$/.test(text);
    const next = finished ? { chips: [...chips, ...typed.chips.filter((chip) => !chips.includes(chip))], rest: typed.rest.trim() } : { chips, rest: text };
    setDraft(finished ? next.rest : text);
    onChange(joinFilter({ ...next, rest: next.rest.trim() }));
  };
  const remove = (chip: string) => {
    onChange(joinFilter({ chips: chips.filter((other) => other !== chip), rest }));
    field.current?.focus();
  };
  const shown = draft !== undefined && draft.trim() === rest.trim() ? draft : draft !== undefined && splitFilter(draft).chips.length > 0 ? draft : rest;
  const visibleChips = draft !== undefined && shown === draft ? chips.filter((chip) => !splitFilter(draft).chips.includes(chip)) : chips;
  return (
    <div className={styles.field} role="search">
      <Icon name="search" />
      {visibleChips.map((chip) => (
        <button key={chip} type="button" className={styles.chip} onClick={() => remove(chip)} aria-label={`Remove ${chip}`}>
          <span>{chip.split(':')[0]}:</span>{chip.split(':')[1]} <Icon name="close" size={10} />
        </button>
      ))}
      <input
        ref={field} aria-label="Filter spans" title={`Words, "several words", or ${FILTER_KEYS.map((key) => `${key}:`).join(' ')}`} placeholder={`Filter ${partial ? 'the first ' : ''}${formatCount(spans)} ${spans === 1 ? 'span' : 'spans'} by any field`} value={shown} spellCheck={false} autoComplete="off"
        onChange={(event) => change(event.target.value)} onBlur={() => setDraft(undefined)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'Backspace' && shown === '' && chips.length > 0) remove(chips.at(-1)!);
          if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); onStep(event.key === 'ArrowUp' ? -1 : 1); }
        }}
      />
      {value === '' && SUGGESTIONS.map((chip) => <button key={chip} type="button" className={styles.suggestion} onClick={() => onChange(chip)}>{chip}</button>)}
      {hits !== undefined && (
        <span className={styles.hits} role="status">
          <b>{formatCount(hits)}</b> of {partial && 'the first '}{formatCount(spans)}{shortened && ', long values in part'}
          <button type="button" onClick={() => onStep(-1)} aria-label="Previous hit"><Key>↑</Key></button>
          <button type="button" onClick={() => onStep(1)} aria-label="Next hit"><Key>↓</Key></button>
        </span>
      )}
    </div>
  );
}
