import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createPluginCaller } from '../roles/plugin-caller.js';
import { coded, planned, sessionsIn } from './open-session.test.support.js';

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('pictures')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

const bytes = Buffer.from('iVBORw0KGgo=', 'base64');
const files = [
  { name: 'chart.png', mimeType: 'image/png', bytes },
  { name: 'notes.txt', mimeType: 'text/plain', bytes: Buffer.from('text') },
  { name: 'huge.png', mimeType: 'image/png', bytes: Buffer.alloc(5_000_001) },
];
const blob = { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0KGgo=' };

test('the role that answers the user is shown the pictures of the round; the record names them by their hash', async () => {
  const { session, model, events } = await sessions.open([planned('CodeInterpreter', 'look'), coded('1'), planned('User', 'a chart'), planned('User', 'nothing new')], { vision: true });
  await session.send('What is on it?', { files });
  expect(model.calls[0]!.messages.at(-1)).toMatchObject({ role: 'user', name: 'User', parts: [{ type: 'text' }, blob] });
  expect(model.calls[0]!.messages.at(-1)!.parts).toHaveLength(2);
  expect(JSON.stringify(model.calls[1]!.messages)).not.toContain('iVBOR');
  const [start] = await events('round-start');
  const [request] = await events('model-call-request');
  expect(request!.messages.at(-1)!.parts[1]).toEqual({ type: 'uri', modality: 'image', mime_type: 'image/png', uri: `artifact:${start!.files[0]!.sha256}` });
  expect(JSON.stringify(request)).not.toContain('iVBOR');
  await session.send('And now?');
  expect(JSON.stringify(model.calls[3]!.messages)).not.toContain('iVBOR');
});

test('a role alone sees them too; models that take no pictures are not sent any', async () => {
  const seeing = await sessions.open(['a chart'], { vision: true }, { roles: [createPluginCaller()] });
  await seeing.session.send('What is on it?', { files });
  expect(seeing.model.calls[0]!.messages.at(-1)!.parts.at(-1)).toEqual(blob);
  const blind = await sessions.open(['cannot see'], {}, { roles: [createPluginCaller()] });
  await blind.session.send('What is on it?', { files });
  expect(JSON.stringify(blind.model.calls[0]!.messages)).not.toContain('iVBOR');
});
