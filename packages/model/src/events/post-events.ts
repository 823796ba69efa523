import type { Attachment } from '../attachment.js';
import type { EventError } from './envelope.js';

export interface PostStart {
  readonly type: 'post-start';
  readonly from: string;
  /** Whom the sending role answers; it may send its post to somebody else. */
  readonly replyTo: string;
}

/** A piece of a post's message, as the model writes it. */
export interface PostMessageDelta {
  readonly type: 'post-message-delta';
  readonly text: string;
}

/** An attachment is complete; the post goes on. */
export interface PostAttachment {
  readonly type: 'post-attachment';
  readonly attachment: Attachment;
}

export interface PostEnd {
  readonly type: 'post-end';
  readonly from: string;
  /** The addressed role, or `User`. */
  readonly to: string;
  readonly message: string;
  readonly attachments: readonly Attachment[];
  readonly error?: EventError;
  readonly durationMs: number;
}
