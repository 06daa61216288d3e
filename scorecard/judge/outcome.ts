import { CallerView, CanonicalAnswer } from './views';

/** What a caller has in hand at the end. */
export type Outcome =
  | { readonly kind: 'whole' }
  /** The answer is whole and says that a content filter ended it. */
  | { readonly kind: 'filtered' }
  /** An error in the API's own shape; what came before it, if anything, is the beginning of the answer. */
  | { readonly kind: 'cleanError' }
  /** The connection broke without a word: nobody can take it for an answer, and nobody is told anything. */
  | { readonly kind: 'brokenConnection' }
  | { readonly kind: 'left' }
  | { readonly kind: 'wrong'; readonly why: string };

const FILTERED = ['content_filter', 'content_filtered'];

/** Says what a caller got, measured against the answer that it would have got without a fault. */
export function outcomeOf(caller: CallerView, canonical: CanonicalAnswer): Outcome {
  if (caller.hung === true) return wrong('the request never ended');
  if (caller.left === true) return { kind: 'left' };
  if (caller.error !== undefined) return erroneous(caller, canonical);
  if (caller.finish === undefined) return wrong(`the answer ended without saying so, after ${sizeOf(caller)} of ${sizeOf(canonical)} characters`);
  if (caller.text !== canonical.text) return wrong(differenceOf(caller.text, canonical.text));
  if (FILTERED.includes(caller.finish)) return { kind: 'filtered' };
  if (caller.finish !== canonical.finish) return wrong(`the answer ended with ${caller.finish} instead of ${canonical.finish}`);
  return { kind: 'whole' };
}

function erroneous(caller: CallerView, canonical: CanonicalAnswer): Outcome {
  const { error } = caller;
  if (caller.finish !== undefined) return wrong('the answer was declared complete and then failed');
  if (!canonical.text.startsWith(caller.text)) return wrong(`before the error, ${differenceOf(caller.text, canonical.text)}`);
  if (error?.kind === 'connection') return { kind: 'brokenConnection' };
  if (error?.name === undefined) return wrong(`the error is not in the API's own shape: ${error?.message ?? ''}`);
  return { kind: 'cleanError' };
}

function differenceOf(text: string, canonical: string): string {
  if (canonical.startsWith(text)) return `${text.length} of ${canonical.length} characters were presented as the whole answer`;
  let at = 0;
  while (text[at] === canonical[at]) at += 1;
  return `the text differs from the answer at character ${at} ("${text.slice(at, at + 20)}")`;
}

function sizeOf({ text }: { readonly text: string }): number {
  return text.length;
}

function wrong(why: string): Outcome {
  return { kind: 'wrong', why };
}
