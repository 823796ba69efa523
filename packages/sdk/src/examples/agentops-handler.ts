import type { HeddleEvent } from '@heddle/model';
import { agentOpsUuid, toAgentOpsEvents, type EventHandler } from '@heddle/sdk';

/** Tells AgentOps of every session: one request when it begins, one for each round, one when it ends. */
export function agentOpsHandler(apiKey: string, url = 'https://api.agentops.ai'): EventHandler {
  const sessions = new Map<string, { readonly facts: Record<string, unknown>; readonly jwt: string; events: HeddleEvent[] }>();

  async function post(path: string, body: object, jwt = ''): Promise<{ jwt?: string }> {
    const headers = { 'content-type': 'application/json', 'x-agentops-api-key': apiKey, authorization: `Bearer ${jwt}` };
    const response = await fetch(`${url}/v2/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`AgentOps answered ${response.status} to ${path}.`);
    return (await response.json()) as { jwt?: string };
  }

  return {
    name: 'agentops',
    async handle(event) {
      const uuid = (id: string | null) => id && agentOpsUuid(`${event.sessionId}/${id}`);
      const time = new Date(Number(BigInt(event.timeUnixNano) / 1_000_000n)).toISOString();
      if (event.type === 'session-start') {
        const facts = { session_id: agentOpsUuid(event.sessionId), init_timestamp: time, end_state: 'Indeterminate', tags: event.tags, host_env: event.configuration };
        const { jwt = '' } = await post('create_session', { session: facts });
        sessions.set(event.sessionId, { facts, jwt, events: [] });
        for (const { name } of event.roles) await post('create_agent', { id: uuid(name), name }, jwt);
      }
      const session = sessions.get(event.sessionId);
      session?.events.push(event);
      if (event.type === 'round-end' && session) {
        const events = toAgentOpsEvents(session.events).map((told) => ({
          ...told, id: uuid(told.id), session_id: session.facts['session_id'], agent_id: uuid(told.agent_id), parent_id: uuid(told.parent_id),
          ...('trigger_event_id' in told && { trigger_event_id: uuid(told.trigger_event_id) }),
        }));
        session.events = [];
        await post('create_events', { events }, session.jwt);
      }
      if (event.type === 'session-end' && session) {
        const end = { end_timestamp: time, end_state: event.reason === 'closed' ? 'Success' : 'Fail' };
        await post('update_session', { session: { ...session.facts, ...end } }, session.jwt);
        sessions.delete(event.sessionId);
      }
    },
  };
}
