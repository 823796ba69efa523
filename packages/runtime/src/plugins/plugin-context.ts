import type { JsonObject } from '@heddle/model';
import type { CallContext } from '@heddle/kernel';
import type { ChatRequest } from '../models/chat-model.js';
import type { ModelCaller, ModelReply } from '../session/model-caller.js';
import type { SessionVariables } from './session-variables.js';

/** What a plugin knows of the session it works for, also outside its calls. */
export interface PluginSession<Config = unknown, Secret extends string = string> {
  readonly sessionId: string;
  /** As the plugin's `config` schema gives it. */
  readonly config: Config;
  /** Shared by all plugins of the session. */
  readonly variables: SessionVariables;
  /**
   * A secret the plugin named in `secrets`. Its value never reaches a record.
   *
   * @throws {RuntimeError} `BAD_PLUGIN` when it is not set, or the plugin did not name it
   */
  secret(name: Secret): string;
}

/** What a plugin is given with each call. */
export interface PluginContext<Config = unknown, State = unknown, Secret extends string = string> extends CallContext, PluginSession<Config, Secret> {
  /** What `create` made for this session. */
  readonly state: State;
  /**
   * Asks the session's model. The call is recorded below this one, and its cost is booked on it.
   *
   * @throws {RuntimeError} `NO_MODEL` when the plugin runs where there is none
   * @throws {ModelError} when the last try failed too
   */
  model(request: string | ChatRequest): Promise<ModelReply>;
}

/** What a session hands to its plugins when it opens them. */
export interface PluginServices {
  readonly sessionId: string;
  /** Values for the plugin's `config` schema; they go over those in its definition. */
  readonly config?: JsonObject;
  /** Where secrets are read by name. */
  readonly readSecret: (name: string) => string | undefined;
  readonly variables: SessionVariables;
  readonly model?: ModelCaller;
}
