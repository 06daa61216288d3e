import { ClientKind } from '../scenario';

/** One request, whatever the client. */
export interface Ask {
  readonly tenant: string;
  readonly route: string;
  readonly client: ClientKind;
  readonly streamed: boolean;
  readonly maxTokens: number;
  /** @default the question that every scenario asks */
  readonly text?: string;
  /** Lets the model answer with a call of this tool. */
  readonly tool?: string;
  /** Told of each piece of content as it arrives; a promise keeps the caller from reading on. */
  readonly onContent?: (count: number) => void | Promise<void>;
  /** The caller leaves when it aborts. */
  readonly leave?: AbortSignal;
}

export const QUESTION = 'Why do rivers bend?';
