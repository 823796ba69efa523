import type { PlanStep } from '@heddle/model';
import { z } from 'zod';
import { plannerMessages } from '../prompts/planner-prompt.js';
import { USER } from '../session/conversation.js';
import { createStructuredStream } from '../structured/structured-stream.js';
import { askStructured } from './ask-structured.js';
import type { Role, Turn } from './role.js';

const planStep = z.object({
  text: z.string(),
  state: z.enum(['todo', 'doing', 'done', 'failed', 'skipped']).default('todo'),
  role: z.string().default(''),
});

const plannerReply = z.object({
  thought: z.string().default(''),
  plan: z.array(planStep).default([]),
  to: z.string(),
  message: z.string(),
  /** The user must answer before the work can go on. */
  question: z.boolean().default(false),
});

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
        schema: knownReceiver(turn),
        purpose: 'plan',
        messages: plannerMessages(turn),
        onText: (text) => written.push(text),
      });
      if (value.thought) turn.attach({ kind: 'thought', text: value.thought });
      if (value.plan.length > 0) turn.attach({ kind: 'plan', steps: value.plan.map(toPlanStep) });
      return { to: value.to, message: value.message, awaitsAnswer: value.to === USER && value.question && !turn.mustConclude };
    },
  };
}

/** The receiver must be somebody of this session; when there is no more time it must be the user. */
function knownReceiver(turn: Turn): z.ZodType<z.output<typeof plannerReply>> {
  const names = turn.mustConclude ? [USER] : [...turn.peers.map((peer) => peer.name), USER];
  return plannerReply.refine((reply) => names.includes(reply.to), { path: ['to'], error: `must be one of ${names.join(', ')}` });
}

function toPlanStep({ text, state, role }: z.output<typeof planStep>): PlanStep {
  return { text, state, ...(role && { role }) };
}
