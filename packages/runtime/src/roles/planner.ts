import type { PlanStep, StopReason } from '@heddle/model';
import { z } from 'zod';
import { LONGEST_NOTE } from '../memory/shared-memory.js';
import { plannerMessages } from '../prompts/planner-prompt.js';
import { USER } from '../session/conversation.js';
import { createStructuredStream } from '../structured/structured-stream.js';
import { askStructured } from './ask-structured.js';
import type { Role, Turn } from './role.js';

const planStep = z.object({
  text: z.string(),
  state: z.enum(['todo', 'doing', 'done', 'failed', 'skipped']).default('todo'),
  role: z.string().default(''),
  /** Numbers, from 1, of the earlier steps whose results it needs. */
  dependsOn: z.array(z.number().int().positive()).default([]),
});

const plannerReply = z.object({
  thought: z.string().default(''),
  plan: z.array(planStep).default([]),
  to: z.string(),
  message: z.string(),
  /** Why it stops, when it writes to the user. */
  stop: z.enum(['done', 'needs-clarification', 'refused', 'not-done']).default('done'),
  /** An older way to say `needs-clarification`. */
  question: z.boolean().default(false),
  remember: z.array(z.object({ key: z.string().min(1).max(100), value: z.json().refine((value) => JSON.stringify(value).length <= LONGEST_NOTE, { error: `is longer than ${LONGEST_NOTE} characters; keep it as a file, and note its name` }), scope: z.enum(['round', 'session', 'app']).default('session') })).max(10).default([]),
});

type PlannerReply = z.output<typeof plannerReply>;

/** The role in the middle: it plans, delegates, and answers the user. */
export function createPlanner(): Role {
  return {
    name: 'Planner',
    description: 'plans the work and answers the user',
    async reply(turn) {
      // The message is shown while it is written; plan and thought come whole.
      const written = createStructuredStream((field) => field.path === 'message' && turn.say(field.text));
      const { value } = await askStructured(turn, {
        name: 'planner_reply',
        schema: checkedReply(turn),
        purpose: 'plan',
        messages: plannerMessages(turn),
        onText: (text) => written.push(text),
      });
      if (value.thought) turn.attach({ kind: 'thought', text: value.thought });
      if (value.plan.length > 0) turn.attach({ kind: 'plan', steps: value.plan.map(toPlanStep) });
      for (const note of value.remember) turn.memory.remember(note.key, note.value, note.scope);
      return { to: value.to, message: value.message, ...(value.to === USER && { stopReason: stopReasonOf(value, turn) }) };
    },
  };
}

/** The receiver must be somebody of this session, and the user when there is no more time; a plan must be one that can be followed. */
function checkedReply(turn: Turn): z.ZodType<PlannerReply> {
  const names = turn.mustConclude ? [USER] : [...turn.peers.map((peer) => peer.name), USER];
  return plannerReply
    .extend({ to: z.string().refine((to) => names.includes(to), { error: `must be one of ${names.join(', ')}` }) })
    .refine(({ plan }) => plan.every((step, index) => step.dependsOn.every((number) => number <= index)), {
      path: ['plan'], error: 'a step can depend only on steps before it, by their numbers from 1',
    });
}

/** With no time left a question cannot be answered any more. */
function stopReasonOf({ stop, question }: PlannerReply, { mustConclude }: Turn): StopReason {
  const reason = question ? 'needs-clarification' : stop;
  return mustConclude && reason === 'needs-clarification' ? 'not-done' : reason;
}

function toPlanStep({ text, state, role, dependsOn }: z.output<typeof planStep>): PlanStep {
  return { text, state, ...(role && { role }), ...(dependsOn.length > 0 && { dependsOn }) };
}
