/** Numbers that look random and come again for the same seed (mulberry32): a run can be repeated. @returns 0 to 1 */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @param bytes - how many bytes the id has */
export function randomHex(random, bytes) {
  let text = '';
  for (let index = 0; index < bytes; index++) text += Math.floor(random() * 256).toString(16).padStart(2, '0');
  return text;
}
