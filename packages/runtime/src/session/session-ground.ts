import type { ArtifactSink, Clock, EventBus, JournalStore, Redactor, Tracing } from '@heddle/sdk';
import type { RuntimeConfig } from '../config.js';
import type { ChatModel } from '../models/chat-model.js';
import type { PluginSupply } from '../plugins/plugin-supply.js';
import type { Role } from '../roles/role.js';
import type { RuntimeOverrides } from '../runtime-overrides.js';
import type { KernelSupply } from './kernel-supply.js';

/** What all sessions of a runtime stand on. */
export interface SessionGround extends Pick<RuntimeOverrides, 'models' | 'embed' | 'approvals'> {
  readonly settings: RuntimeConfig;
  /** Absolute. */
  readonly dataDir: string;
  /** Folder that all sessions work in, absolute. Default: one each. */
  readonly workspace: string | undefined;
  readonly clock: Clock;
  readonly journals: JournalStore;
  readonly artifacts: ArtifactSink;
  readonly model: ChatModel;
  readonly roles: readonly Role[];
  readonly redact: Redactor;
  readonly supply: PluginSupply;
  readonly kernels: KernelSupply;
  readonly bus: EventBus;
  readonly tracing: Tracing;
  readonly warn: (message: string) => void;
}
