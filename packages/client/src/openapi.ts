// Generated from openapi.json by `npm run generate -w packages/client`; not to be edited.

export interface paths {
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the server can take and show traces */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description It can. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description It cannot; `problem` says why. */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Sessions, those that were active last first */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly status?: "running" | "ok" | "error";
                    readonly user?: string;
                    readonly tag?: string;
                    readonly app?: string;
                    /** @description Part of the title. */
                    readonly title?: string;
                    /** @description Started at this time or after. */
                    readonly from?: string;
                    /** @description Started before this time. */
                    readonly to?: string;
                    readonly limit?: number;
                    readonly cursor?: string;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description A page of sessions. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SessionList"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/sessions/{sessionId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One session with its traces in the order of their start, page by page */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly limit?: number;
                    readonly cursor?: string;
                };
                readonly header?: never;
                readonly path: {
                    readonly sessionId: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The session. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SessionView"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description There is nothing with this id. */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/sessions/{sessionId}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The events of a session in order; sessions of other runtimes have none */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly after?: number;
                    readonly limit?: number;
                    /** @description short leaves out the earlier messages of requests to models, their functions, and what is long of the other messages. */
                    readonly content?: "whole" | "short";
                };
                readonly header?: never;
                readonly path: {
                    readonly sessionId: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description A page of events. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SessionEvents"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description There is nothing with this id. */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/traces/{traceId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One trace with its spans in tree order, by windows */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    /** @description Most spans; the answer holds fewer when they are long. */
                    readonly limit?: number;
                    readonly cursor?: string;
                    /** @description short leaves out what is long of each span: texts keep their beginning, histories their end. */
                    readonly content?: "whole" | "short";
                };
                readonly header?: never;
                readonly path: {
                    readonly traceId: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The trace. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["TraceView"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description There is nothing with this id. */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/spans": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Spans, newest first
         * @description Fields `attr.KEY=VALUE` find spans by attributes of their own or of their resource, up to ten.
         */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly sessionId?: string;
                    readonly traceId?: string;
                    /** @description With `traceId` it is found sooner. */
                    readonly spanId?: string;
                    readonly kind?: "round" | "workflow" | "agent" | "step" | "plan" | "llm" | "embedding" | "rerank" | "retrieval" | "tool" | "code" | "memory" | "guardrail" | "evaluation" | "chain" | "event" | "other";
                    readonly status?: "running" | "ok" | "error";
                    readonly name?: string;
                    readonly model?: string;
                    readonly provider?: string;
                    /** @description The role a span belongs to: its own, or the nearest above. */
                    readonly role?: string;
                    readonly tool?: string;
                    /** @description The tool a span happened in: itself, or the nearest above. */
                    readonly plugin?: string;
                    readonly user?: string;
                    readonly tag?: string;
                    readonly environment?: string;
                    readonly errorType?: string;
                    /** @description As `GET /errors` gives it. */
                    readonly errorGroup?: string;
                    /** @description Started at this time or after. */
                    readonly from?: string;
                    /** @description Started before this time. */
                    readonly to?: string;
                    readonly minDurationMs?: number;
                    readonly maxDurationMs?: number;
                    readonly minCostUsd?: number;
                    readonly maxCostUsd?: number;
                    /** @description Words that must all be in one text: a prompt, a reply, code, an error. */
                    readonly q?: string;
                    readonly limit?: number;
                    readonly cursor?: string;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description A page of spans. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SpanList"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/stats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Durations by kind and figures over time of spans; counts, tokens and cost of sessions by the day they began
         * @description `from`, `to`, `user` and `tag` narrow both, every other field the spans alone. Fields `attr.KEY=VALUE` find spans by attributes of their own or of their resource, up to ten.
         */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly sessionId?: string;
                    readonly traceId?: string;
                    /** @description With `traceId` it is found sooner. */
                    readonly spanId?: string;
                    readonly kind?: "round" | "workflow" | "agent" | "step" | "plan" | "llm" | "embedding" | "rerank" | "retrieval" | "tool" | "code" | "memory" | "guardrail" | "evaluation" | "chain" | "event" | "other";
                    readonly status?: "running" | "ok" | "error";
                    readonly name?: string;
                    readonly model?: string;
                    readonly provider?: string;
                    /** @description The role a span belongs to: its own, or the nearest above. */
                    readonly role?: string;
                    readonly tool?: string;
                    /** @description The tool a span happened in: itself, or the nearest above. */
                    readonly plugin?: string;
                    readonly user?: string;
                    readonly tag?: string;
                    readonly environment?: string;
                    readonly errorType?: string;
                    /** @description As `GET /errors` gives it. */
                    readonly errorGroup?: string;
                    /** @description Started at this time or after. */
                    readonly from?: string;
                    /** @description Started before this time. */
                    readonly to?: string;
                    readonly minDurationMs?: number;
                    readonly maxDurationMs?: number;
                    readonly minCostUsd?: number;
                    readonly maxCostUsd?: number;
                    /** @description Words that must all be in one text: a prompt, a reply, code, an error. */
                    readonly q?: string;
                    readonly bucketSeconds?: number;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The figures. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Stats"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/facets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The most frequent values of each field, with how many spans have them
         * @description Fields `attr.KEY=VALUE` find spans by attributes of their own or of their resource, up to ten.
         */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly sessionId?: string;
                    readonly traceId?: string;
                    /** @description With `traceId` it is found sooner. */
                    readonly spanId?: string;
                    readonly kind?: "round" | "workflow" | "agent" | "step" | "plan" | "llm" | "embedding" | "rerank" | "retrieval" | "tool" | "code" | "memory" | "guardrail" | "evaluation" | "chain" | "event" | "other";
                    readonly status?: "running" | "ok" | "error";
                    readonly name?: string;
                    readonly model?: string;
                    readonly provider?: string;
                    /** @description The role a span belongs to: its own, or the nearest above. */
                    readonly role?: string;
                    readonly tool?: string;
                    /** @description The tool a span happened in: itself, or the nearest above. */
                    readonly plugin?: string;
                    readonly user?: string;
                    readonly tag?: string;
                    readonly environment?: string;
                    readonly errorType?: string;
                    /** @description As `GET /errors` gives it. */
                    readonly errorGroup?: string;
                    /** @description Started at this time or after. */
                    readonly from?: string;
                    /** @description Started before this time. */
                    readonly to?: string;
                    readonly minDurationMs?: number;
                    readonly maxDurationMs?: number;
                    readonly minCostUsd?: number;
                    readonly maxCostUsd?: number;
                    /** @description Words that must all be in one text: a prompt, a reply, code, an error. */
                    readonly q?: string;
                    readonly limit?: number;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The values. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Facets"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/costs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Counted usage by model, role, plugin, user or tag, dearest first
         * @description Fields `attr.KEY=VALUE` find spans by attributes of their own or of their resource, up to ten.
         */
        readonly get: {
            readonly parameters: {
                readonly query: {
                    readonly by: "model" | "role" | "plugin" | "user" | "tag";
                    readonly sessionId?: string;
                    readonly traceId?: string;
                    /** @description With `traceId` it is found sooner. */
                    readonly spanId?: string;
                    readonly kind?: "round" | "workflow" | "agent" | "step" | "plan" | "llm" | "embedding" | "rerank" | "retrieval" | "tool" | "code" | "memory" | "guardrail" | "evaluation" | "chain" | "event" | "other";
                    readonly status?: "running" | "ok" | "error";
                    readonly name?: string;
                    readonly model?: string;
                    readonly provider?: string;
                    /** @description The role a span belongs to: its own, or the nearest above. */
                    readonly role?: string;
                    readonly tool?: string;
                    /** @description The tool a span happened in: itself, or the nearest above. */
                    readonly plugin?: string;
                    readonly user?: string;
                    readonly tag?: string;
                    readonly environment?: string;
                    readonly errorType?: string;
                    /** @description As `GET /errors` gives it. */
                    readonly errorGroup?: string;
                    /** @description Started at this time or after. */
                    readonly from?: string;
                    /** @description Started before this time. */
                    readonly to?: string;
                    readonly minDurationMs?: number;
                    readonly maxDurationMs?: number;
                    readonly minCostUsd?: number;
                    readonly maxCostUsd?: number;
                    /** @description Words that must all be in one text: a prompt, a reply, code, an error. */
                    readonly q?: string;
                    readonly limit?: number;
                    readonly cursor?: string;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description A page of figures. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["CostList"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/errors": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Errors in groups, the one that happened last first
         * @description Errors that differ in numbers, ids and quoted values only are one group. Fields `attr.KEY=VALUE` find spans by attributes of their own or of their resource, up to ten.
         */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly sessionId?: string;
                    readonly traceId?: string;
                    /** @description With `traceId` it is found sooner. */
                    readonly spanId?: string;
                    readonly kind?: "round" | "workflow" | "agent" | "step" | "plan" | "llm" | "embedding" | "rerank" | "retrieval" | "tool" | "code" | "memory" | "guardrail" | "evaluation" | "chain" | "event" | "other";
                    readonly status?: "running" | "ok" | "error";
                    readonly name?: string;
                    readonly model?: string;
                    readonly provider?: string;
                    /** @description The role a span belongs to: its own, or the nearest above. */
                    readonly role?: string;
                    readonly tool?: string;
                    /** @description The tool a span happened in: itself, or the nearest above. */
                    readonly plugin?: string;
                    readonly user?: string;
                    readonly tag?: string;
                    readonly environment?: string;
                    readonly errorType?: string;
                    /** @description As `GET /errors` gives it. */
                    readonly errorGroup?: string;
                    /** @description Started at this time or after. */
                    readonly from?: string;
                    /** @description Started before this time. */
                    readonly to?: string;
                    readonly minDurationMs?: number;
                    readonly maxDurationMs?: number;
                    readonly minCostUsd?: number;
                    readonly maxCostUsd?: number;
                    /** @description Words that must all be in one text: a prompt, a reply, code, an error. */
                    readonly q?: string;
                    readonly limit?: number;
                    readonly cursor?: string;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description A page of groups. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ErrorList"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/sql": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * One SELECT over the rows of the project; for admin keys
         * @description Tables: `spans`, `span_resolutions`, `traces`, `logs`, `events`, `contents`, `artifacts`. No table functions, no SETTINGS, no FORMAT, no other statement; 10 seconds, 500 MB of memory, 32 MB of result.
         */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        readonly query: string;
                        /**
                         * @description Most rows.
                         * @default 1000
                         */
                        readonly limit?: number;
                    };
                };
            };
            readonly responses: {
                /** @description The rows. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SqlResult"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/normalise": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Reads stored spans once more by today's rules and prices; for admin keys
         * @description Server-sent events: `progress` with `spans`, `changed`, `traces` and `failed` as they grow; then `end` with the same, `stopped` and `failures`, the first 100 spans that could not be read; or `error` with `code` and `message`. It stops when the client leaves. What it did stays, and doing it again does the rest. One run at a time.
         */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        /**
                         * @description When left out: the own project; all of them for an admin key of the default one.
                         * @example checkout
                         */
                        readonly project?: string;
                    };
                };
            };
            readonly responses: {
                /** @description The stream. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "text/event-stream": string;
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description The key is of another project. */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description A run is under way. */
                readonly 409: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What is written, as it is written: server-sent events, one LiveMessage each */
        readonly get: {
            readonly parameters: {
                readonly query?: {
                    readonly sessionId?: string;
                    readonly traceId?: string;
                };
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The stream. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "text/event-stream": string;
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description Too many clients are connected. */
                readonly 503: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/projects": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The projects that this admin key looks after: its own, or all for one of the default project */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The projects. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ProjectList"];
                    };
                };
            };
        };
        readonly put?: never;
        /** Makes a project; for admin keys of the default project */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        /** @example checkout */
                        readonly projectId: string;
                        readonly name?: string;
                    };
                };
            };
            readonly responses: {
                /** @description The project. */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Project"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description The key is of another project. */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description There is one with this id. */
                readonly 409: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Keys of the project, oldest first; of all projects for an admin key of the default one */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The keys, without their secrets. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiKeyList"];
                    };
                };
            };
        };
        readonly put?: never;
        /** Makes a key and shows it, once */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly scopes: readonly ("write" | "read" | "admin")[];
                        /**
                         * @description The own project when left out.
                         * @example checkout
                         */
                        readonly project?: string;
                        /**
                         * @description AgentOps clients before 0.4 need a key that is a UUID.
                         * @default heddle
                         * @enum {string}
                         */
                        readonly shape?: "heddle" | "uuid";
                        /** Format: date-time */
                        readonly expiresAt?: string | null;
                    };
                };
            };
            readonly responses: {
                /** @description The key. */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["NewApiKey"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description The key is of another project. */
                readonly 403: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description There is nothing with this id. */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/keys/{keyId}/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes a key that takes the place of another, which goes on working for a while */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly keyId: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": {
                        /**
                         * @description How long both keys work.
                         * @default 86400
                         */
                        readonly overlapSeconds?: number;
                    };
                };
            };
            readonly responses: {
                /** @description The new key. */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["NewApiKey"];
                    };
                };
                /** @description A field of the query or the body has a bad value; the message names it. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description There is nothing with this id. */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/keys/{keyId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Ends a key at once */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly keyId: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The key as it is now. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiKey"];
                    };
                };
                /** @description There is nothing with this id. */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/artifacts/{sha256}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The bytes of an artifact, served so that nothing in them runs */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly sha256: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description The bytes. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "*/*": string;
                    };
                };
                /** @description The client has them already. */
                readonly 304: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description There is nothing with this id. */
                readonly 404: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        /** Stores bytes under their hash; the second time it does nothing */
        readonly put: {
            readonly parameters: {
                readonly query?: {
                    readonly name?: string;
                };
                readonly header?: {
                    readonly "x-heddle-artifact-name"?: string;
                };
                readonly path: {
                    readonly sha256: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: {
                readonly content: {
                    readonly "*/*": string;
                };
            };
            readonly responses: {
                /** @description It is stored. */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Artifact"];
                    };
                };
                /** @description The bytes have another hash. */
                readonly 400: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
                /** @description The artifact is too large. */
                readonly 413: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ApiError"];
                    };
                };
            };
        };
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export interface components {
    schemas: {
        readonly Health: {
            /** @enum {string} */
            readonly status: "ok" | "starting" | "failing" | "stopping";
            readonly version: string;
            readonly problem?: string;
            readonly engine: {
                /** @enum {string} */
                readonly kind: "embedded" | "server";
                readonly version: string;
            };
            readonly uptimeMs: number;
        };
        readonly SessionList: {
            readonly sessions: readonly components["schemas"]["SessionSummary"][];
            readonly nextCursor?: string;
        };
        readonly SessionSummary: {
            readonly sessionId: string;
            readonly title: string;
            readonly app: string | null;
            readonly userId: string | null;
            readonly tags: readonly string[];
            /** @enum {string} */
            readonly status: "running" | "ok" | "error";
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly startTime: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly lastTime: string;
            readonly rounds: number;
            readonly totals: components["schemas"]["TraceTotals"];
            readonly settling: boolean;
        };
        readonly TraceTotals: {
            readonly spans: number;
            readonly llmCalls: number;
            /** @description Never counts cells. */
            readonly toolCalls: number;
            readonly codeRuns: number;
            readonly embeddingCalls: number;
            readonly errors: number;
            readonly inputTokens: number;
            readonly outputTokens: number;
            readonly cacheReadTokens: number;
            readonly cacheWriteTokens: number;
            readonly reasoningTokens: number;
            /** @description null when no call could be priced. */
            readonly costUsd: number | null;
            readonly unpricedLlmCalls: number;
        };
        readonly ApiError: {
            readonly error: {
                readonly code: string;
                readonly message: string;
            };
        };
        readonly SessionView: {
            readonly session: components["schemas"]["SessionSummary"];
            readonly traces: readonly components["schemas"]["TraceSummary"][];
            /** @description Present when the session has more traces: pass it as cursor. */
            readonly nextCursor?: string;
        };
        readonly TraceSummary: {
            readonly traceId: string;
            readonly name: string;
            readonly sessionId: string | null;
            readonly userId: string | null;
            readonly tags: readonly string[];
            readonly metadata: {
                readonly [key: string]: unknown;
            };
            readonly inputText: string;
            readonly outputText: string;
            /** @enum {string} */
            readonly status: "running" | "ok" | "error";
            /** @description Why it failed, as far as its root says. */
            readonly error?: {
                readonly type: string;
                readonly message: string;
            };
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly startTime: string;
            readonly durationMs: number | null;
            readonly totals: components["schemas"]["TraceTotals"];
        };
        readonly SessionEvents: {
            readonly events: readonly components["schemas"]["HeddleEvent"][];
            /** @description With content=short: sequences of the events of which something was left out. */
            readonly shortened?: readonly number[];
            readonly nextCursor?: string;
        };
        readonly HeddleEvent: {
            readonly type: string;
            readonly eventId: string;
            readonly sequence: number;
            /** @description Nanoseconds since the Unix epoch, in decimal digits. */
            readonly timeUnixNano: string;
            readonly sessionId: string;
            readonly roundId?: string;
            readonly postId?: string;
            readonly traceId?: string;
            readonly spanId?: string;
            readonly parentSpanId?: string;
        } & {
            readonly [key: string]: unknown;
        };
        readonly TraceView: {
            readonly trace: components["schemas"]["TraceSummary"];
            readonly spans: readonly components["schemas"]["SpanRecord"][];
            /** @description With content=short: the spans of which something was left out. */
            readonly shortened?: readonly string[];
            readonly nextCursor?: string;
        };
        readonly SpanRecord: {
            readonly spanId: string;
            readonly parentSpanId: string | null;
            readonly traceId: string;
            /** @enum {string} */
            readonly kind: "round" | "workflow" | "agent" | "step" | "plan" | "llm" | "embedding" | "rerank" | "retrieval" | "tool" | "code" | "memory" | "guardrail" | "evaluation" | "chain" | "event" | "other";
            readonly name: string;
            readonly sourceName: string;
            /** @enum {string} */
            readonly status: "running" | "ok" | "error";
            readonly sessionId: string | null;
            readonly userId: string | null;
            readonly agentName: string | null;
            readonly model: string | null;
            readonly requestModel: string | null;
            readonly provider: string | null;
            readonly params: {
                readonly [key: string]: unknown;
            };
            readonly inputMessages: readonly components["schemas"]["Message"][];
            readonly outputMessages: readonly components["schemas"]["Message"][];
            readonly systemText: string | null;
            /** @description Any JSON value. */
            readonly input?: unknown;
            /** @description Any JSON value. */
            readonly output?: unknown;
            readonly inputTokens: number | null;
            readonly outputTokens: number | null;
            readonly cacheReadTokens: number | null;
            readonly cacheWriteTokens: number | null;
            readonly reasoningTokens: number | null;
            readonly usageCounted: boolean;
            readonly usageAdjusted: boolean;
            readonly duplicateOf: string | null;
            readonly reportedCostUsd: number | null;
            readonly computedCostUsd: number | null;
            /** @description Which prices `computedCostUsd` was made with. */
            readonly priceTable: string | null;
            readonly finishReasons: readonly string[];
            readonly timeToFirstTokenMs: number | null;
            readonly toolName: string | null;
            readonly toolCallId: string | null;
            /** @description Any JSON value. */
            readonly toolArguments?: unknown;
            /** @description Any JSON value. */
            readonly toolResult?: unknown;
            readonly code: {
                readonly source: string;
                readonly language: string;
                readonly output: string;
                readonly status: string;
            } | null;
            readonly call: {
                readonly cellId: string;
                readonly line: number | null;
                readonly column: number | null;
                readonly sequence: number | null;
                readonly origin: string;
            } | null;
            readonly error: {
                readonly type: string;
                readonly message: string;
            } | null;
            readonly tags: readonly string[];
            readonly metadata: {
                readonly [key: string]: unknown;
            };
            readonly environment: string | null;
            readonly selfReported: boolean;
            readonly contentTruncated: boolean;
            readonly droppedAttributesCount: number;
            readonly depth: number;
            readonly childCount: number;
            readonly descendantCount: number;
            readonly descendantErrors: number;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly startTime: string;
            /** @description Nanoseconds since the Unix epoch, in decimal digits. */
            readonly startTimeUnixNano: string;
            /** @description Nanoseconds since the Unix epoch, in decimal digits. */
            readonly endTimeUnixNano: string;
            readonly durationMs: number | null;
            readonly attributes: {
                readonly [key: string]: unknown;
            };
            readonly resource: {
                readonly [key: string]: unknown;
            };
            readonly scope: {
                readonly name: string;
                readonly version: string;
            };
            readonly events: readonly {
                readonly name: string;
                /** @description Nanoseconds since the Unix epoch, in decimal digits. */
                readonly timeUnixNano: string;
                readonly attributes: {
                    readonly [key: string]: unknown;
                };
            }[];
            readonly links: readonly {
                readonly traceId: string;
                readonly spanId: string;
                readonly attributes: {
                    readonly [key: string]: unknown;
                };
            }[];
        };
        readonly Message: {
            readonly role: string;
            readonly parts: readonly ({
                readonly type: string;
            } & {
                readonly [key: string]: unknown;
            })[];
            readonly name?: string;
            readonly finish_reason?: string;
        };
        readonly SpanList: {
            readonly spans: readonly components["schemas"]["SpanRecord"][];
            readonly nextCursor?: string;
        };
        readonly Stats: {
            readonly days: readonly {
                /** Format: date */
                readonly day: string;
                readonly sessions: number;
                readonly failedSessions: number;
                readonly totals: components["schemas"]["TraceTotals"];
            }[];
            readonly totals: components["schemas"]["TraceTotals"];
            readonly sessions: number;
            readonly failedSessions: number;
            readonly kinds: readonly components["schemas"]["KindStats"][];
            /** @description Oldest first, at most 1,000 points. */
            readonly series: readonly components["schemas"]["SeriesPoint"][];
            readonly bucketSeconds: number;
        };
        readonly KindStats: {
            readonly kind: string;
            readonly spans: number;
            readonly errors: number;
            /** @description null when none has ended. */
            readonly p50Ms: number | null;
            /** @description null when none has ended. */
            readonly p90Ms: number | null;
            /** @description null when none has ended. */
            readonly p99Ms: number | null;
            /** @description null when none has ended. */
            readonly maxMs: number | null;
        };
        readonly SeriesPoint: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly time: string;
            readonly spans: number;
            readonly errors: number;
            readonly llmCalls: number;
            readonly toolCalls: number;
            readonly inputTokens: number;
            readonly outputTokens: number;
            /** @description null when no call could be priced. */
            readonly costUsd: number | null;
            /** @description null when none has ended. */
            readonly llmP50Ms: number | null;
            /** @description null when none has ended. */
            readonly llmP95Ms: number | null;
        };
        readonly Facets: {
            readonly kind: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly status: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly name: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly model: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly provider: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly role: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly tool: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly plugin: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly user: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly tag: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly environment: readonly {
                readonly value: string;
                readonly count: number;
            }[];
            readonly errorType: readonly {
                readonly value: string;
                readonly count: number;
            }[];
        };
        readonly CostList: {
            readonly costs: readonly {
                /** @description Empty for calls that have none. A call with several tags counts for each. */
                readonly value: string;
                readonly calls: number;
                readonly inputTokens: number;
                readonly outputTokens: number;
                /** @description null when no call could be priced. */
                readonly costUsd: number | null;
                readonly unpricedCalls: number;
            }[];
            readonly nextCursor?: string;
        };
        readonly ErrorList: {
            readonly errors: readonly {
                readonly errorGroup: string;
                readonly type: string;
                readonly message: string;
                readonly count: number;
                readonly traces: number;
                readonly sessions: number;
                readonly kinds: readonly string[];
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 */
                readonly firstTime: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 */
                readonly lastTime: string;
                readonly lastTraceId: string;
                readonly lastSpanId: string;
            }[];
            readonly nextCursor?: string;
        };
        readonly SqlResult: {
            readonly columns: readonly {
                readonly name: string;
                /** @description As ClickHouse names it. */
                readonly type: string;
            }[];
            /** @description 64-bit integers are numbers where those are exact, and text otherwise. */
            readonly rows: readonly (readonly unknown[])[];
            readonly rowsRead: number;
            readonly elapsedMs: number;
            /** @description True when there are more rows than `limit`. */
            readonly truncated: boolean;
        };
        readonly ProjectList: {
            readonly projects: readonly components["schemas"]["Project"][];
        };
        readonly Project: {
            readonly projectId: string;
            readonly name: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly createdAt: string;
        };
        readonly ApiKeyList: {
            readonly keys: readonly components["schemas"]["ApiKey"][];
        };
        readonly ApiKey: {
            readonly keyId: string;
            readonly project: string;
            readonly name: string;
            /** @description The first characters of the key. */
            readonly preview: string;
            /** @description `admin` includes the others. */
            readonly scopes: readonly ("write" | "read" | "admin")[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly expiresAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            readonly revokedAt: string | null;
        };
        readonly NewApiKey: {
            readonly key: components["schemas"]["ApiKey"];
            /** @description The key itself. It is shown this once and stored nowhere. */
            readonly secret: string;
        };
        readonly Artifact: {
            readonly sha256: string;
            readonly name: string;
            readonly mimeType: string;
            readonly sizeBytes: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
