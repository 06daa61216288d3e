import { DocumentNames } from './document-names';
import { OpenCalls } from './open-calls';
import { ContentBlock, ConverseMessage } from '../../../core/converse';
import { wrongField } from '../../shared/fields';
import { Turns } from '../../shared/turns';

export interface Conversation {
  readonly system: readonly ContentBlock[];
  /** Alternating, the first from the user. */
  readonly messages: readonly ConverseMessage[];
  /** Converse then insists on a tool configuration. */
  readonly usesTools: boolean;
}

/** A conversation that is being read. */
export interface Progress {
  readonly system: ContentBlock[];
  readonly turns: Turns;
  readonly openCalls: OpenCalls;
  readonly documentNames: DocumentNames;
  usesTools: boolean;
}

/** @param answerKind what answers a tool call in this API */
export function newProgress(answerKind: string): Progress {
  return { system: [], turns: new Turns(), openCalls: new OpenCalls(answerKind), documentNames: new DocumentNames(), usesTools: false };
}

/**
 * What must hold of every whole conversation.
 * @param field the list that it was read from, of `length` elements
 */
export function concluded({ system, turns, openCalls, usesTools }: Progress, field: string, length: number): Conversation {
  openCalls.requireNone(`${field}[${length}]`);
  const { messages } = turns;
  if (messages[0]?.role !== 'user') {
    throw wrongField(field, "a conversation that begins with a 'user' message", messages.length === 0 ? 'none' : "one from the 'assistant'");
  }
  turns.requireTextBesideDocuments();
  return { system, messages, usesTools };
}
