import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { CallInspector } from '../../inspector/CallInspector.js';
import { Inspector } from '../../inspector/Inspector.js';
import { paintLines } from '../../model/paint-lines.js';
import { Failed } from '../../shell/Failed.js';
import { Crumbs, TopBar } from '../../shell/TopBar.js';
import { Icon } from '../../ui/Icon.js';
import { Key } from '../../ui/Key.js';
import { Notice } from '../../ui/Notice.js';
import { useKeys } from '../../ui/use-keys.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { WaitingRows } from '../../ui/WaitingRows.js';
import { AttemptTabs } from './AttemptTabs.js';
import { CellGrid } from './CellGrid.js';
import { CellHeader } from './CellHeader.js';
import styles from './CellPage.module.css';
import { CellResults } from './CellResults.js';
import { useCell } from './use-cell.js';

/** One cell: its source with every call on the line that made it, and what it left behind. */
export function CellPage() {
  const { sessionId, cellId } = useParams({ from: '/sessions/$sessionId/cells/$cellId' });
  const { call: selectedId } = useSearch({ from: '/sessions/$sessionId/cells/$cellId' });
  const navigate = useNavigate({ from: '/sessions/$sessionId/cells/$cellId' });
  const { cell, cells, attempts, sessionTitle, roundIndex, role, pending, error, retry } = useCell(sessionId, cellId);
  const before = cell && attempts[attempts.findIndex((attempt) => attempt.id === cell.id) - 1];
  const painted = useMemo(() => cell && paintLines(cell, before?.source), [cell, before?.source]);
  usePageTitle(cell ? `Cell ${cell.index}${sessionTitle === undefined ? '' : `, ${sessionTitle}`}` : 'Cell');

  const position = cells.findIndex((candidate) => candidate.id === cellId);
  const previous = position > 0 ? cells[position - 1] : undefined;
  const next = position >= 0 ? cells[position + 1] : undefined;
  const open = (id: string | undefined) => { if (id !== undefined) void navigate({ params: { sessionId, cellId: id }, search: {} }); };
  useKeys({ k: () => open(previous?.id), j: () => open(next?.id) });

  const onSelect = (id: string | undefined) => void navigate({ search: id === undefined ? {} : { call: id }, replace: true, resetScroll: false });
  const selected = cell?.calls.find((call) => call.id === selectedId);
  return (
    <main className={styles.page} data-inspecting={selected !== undefined || undefined}>
      <TopBar
        actions={(
          <>
            {previous && <Link className={styles.desk} to="/sessions/$sessionId/cells/$cellId" params={{ sessionId, cellId: previous.id }}>Previous <Key>K</Key></Link>}
            {next && <Link className={styles.desk} to="/sessions/$sessionId/cells/$cellId" params={{ sessionId, cellId: next.id }}>Next <Key>J</Key></Link>}
            {cell?.traceId !== undefined && <Link to="/traces/$traceId" params={{ traceId: cell.traceId }} search={{ span: cell.spanId }}><Icon name="trace" /> Open in trace</Link>}
          </>
        )}
      >
        <Crumbs>
          {[
            <Link key="all" to="/" activeOptions={{ exact: true }}>Sessions</Link>,
            <Link key="session" to="/sessions/$sessionId" activeOptions={{ exact: true }} params={{ sessionId }}>{sessionTitle || 'Session'}</Link>,
            roundIndex === undefined ? undefined : `Round ${roundIndex}`,
            role,
            cell ? `Cell ${cell.index}` : 'Cell',
          ]}
        </Crumbs>
      </TopBar>
      {pending && <div className={styles.waiting}><WaitingRows rows={22} height={22} label="The cell is on its way" /></div>}
      {!pending && error && <Failed what="cell" error={error} retry={retry} />}
      {!pending && !error && !cell && <Notice title="This cell is not here.">Neither the events nor the spans of this session name it. It may not have arrived yet.</Notice>}
      {cell && painted && (
        <>
          <CellHeader cell={cell} painted={painted} attempts={attempts} />
          <AttemptTabs sessionId={sessionId} attempts={attempts} cell={cell} />
          <CellGrid key={cell.id} cell={cell} painted={painted} changedSince={before?.attempt} selected={selectedId} onSelect={onSelect} />
          <CellResults cell={cell} />
        </>
      )}
      {cell && selected && <Inspector overlay label="Selected call" onClose={() => onSelect(undefined)}><CallInspector call={selected} cell={cell} sessionId={null} /></Inspector>}
    </main>
  );
}
