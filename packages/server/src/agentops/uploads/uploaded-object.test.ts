import { expect, test } from 'vitest';
import { uploadedObject } from './uploaded-object.js';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');

test('a picture in base64 is a picture', () => {
  expect(uploadedObject(PNG.toString('base64'), 'object')).toEqual({ bytes: PNG, mimeType: 'image/png', name: 'object.png' });
});

test('a data URL says its type', () => {
  expect(uploadedObject('data:audio/ogg;base64,AAEC', 'object')).toEqual({ bytes: Buffer.from([0, 1, 2]), mimeType: 'audio/ogg', name: 'object' });
});

test.each(['plain text', 'data:text/html,<b>', 'iVBORw0KGgo and then words', ''])('%j is text', (text) => {
  expect(uploadedObject(text, 'object')).toEqual({ bytes: Buffer.from(text), mimeType: 'text/plain', name: 'object.txt' });
});
