import { useInfiniteQuery } from '@tanstack/react-query';
import { sessionListQuery } from '../../api/queries.js';
import { Failed } from '../../shell/Failed.js';
import { Crumbs, TopBar } from '../../shell/TopBar.js';
import { Notice } from '../../ui/Notice.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { SessionRail } from './SessionRail.js';

/** The first page: every session there is, or how to make one. */
export function SessionsPage() {
  usePageTitle('Sessions');
  const { data, error, refetch } = useInfiniteQuery(sessionListQuery());
  const empty = data !== undefined && data.pages[0]?.sessions.length === 0;
  return (
    <main>
      <TopBar><Crumbs>{['Sessions']}</Crumbs></TopBar>
      {error && !data && <Failed what="list" error={error} retry={() => void refetch()} />}
      {empty && (
        <Notice title="No session has been recorded yet.">
          <p>Point any OpenTelemetry exporter at this server, and its traces appear here:</p>
          <pre>{`export OTEL_EXPORTER_OTLP_ENDPOINT=${window.location.origin}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`}</pre>
          <p>docs/send-traces.md has the lines for each client. Or fill this page with <code>npx heddle demo</code></p>
        </Notice>
      )}
      {!empty && !(error && !data) && <SessionRail place="page" />}
    </main>
  );
}
