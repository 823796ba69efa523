import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../bench/load/random.mjs';
import { countSpans } from './count-spans.mjs';
import { startHeddle } from './heddle-process.mjs';
import { startSenders } from './senders.mjs';

const VICTIMS = ['server', 'engine', 'both'];
/** Time between two kills: long enough that a restarted server takes some in, so that there is something to lose. */
const PAUSE_MS = { least: 500, most: 6_000 };

/**
 * Kills (-9) server and engine of a real Heddle at random moments while senders load it, and starts them again. Then counts the spans that were
 * acknowledged: each must be there, once, whole.
 *
 * @returns what happened, counted in spans; `lost` and `duplicates` are to be 0
 */
export async function soakKill({ minutes, seed, report }) {
  const data = await mkdtemp(join(tmpdir(), 'heddle-soak-'));
  const random = createRandom(seed);
  const kills = { server: 0, engine: 0, both: 0 };
  report(`Killing server and engine for ${minutes} min (seed ${seed}, data in ${data}) …`);
  let heddle = await startHeddle({ data, port: 0 });
  const senders = startSenders({ url: heddle.url, seed });
  try {
    const end = Date.now() + minutes * 60_000;
    let nextReport = 0;
    for (;;) {
      await wait(Math.min(PAUSE_MS.least + random() * (PAUSE_MS.most - PAUSE_MS.least), Math.max(0, end - Date.now())));
      if (Date.now() >= end) break;
      const victim = VICTIMS[Math.floor(random() * VICTIMS.length)];
      kills[victim]++;
      await heddle.kill(victim);
      if (victim !== 'engine') heddle = await startHeddle({ data, port: heddle.port });
      if (Date.now() > nextReport) {
        nextReport = Date.now() + 15_000;
        const { acknowledged, sent } = senders.counts();
        report(`  ${sum(kills)} kills; ${acknowledged} spans acknowledged of ${sent} sent`);
      }
    }
    await senders.stop();
    const { acknowledged, ...found } = await countSpans(heddle.url, senders.acknowledged);
    const result = { minutes, seed, ...senders.counts(), kills: sum(kills), killsOf: kills, ...found };
    report(`${result.sent} spans sent, ${acknowledged} acknowledged, ${result.kills} kills (${VICTIMS.map((victim) => `${victim} ${kills[victim]}`).join(', ')}), ${result.lost} lost, ${result.duplicates} duplicates.`);
    for (const example of result.examples) report(`  ${example}`);
    return result;
  } finally {
    await senders.stop();
    await heddle.stop();
    await rm(data, { recursive: true, force: true });
  }
}

function sum(kills) {
  return Object.values(kills).reduce((total, count) => total + count, 0);
}
