import * as fc from 'fast-check';
import { ConverseEvent } from '../../../../lambda/core/converse';
import { converseEvent } from '../support';

/** One block of an answer, in Converse's shape. */
export type AnswerBlock =
  | { readonly text: string }
  | { readonly toolUse: { readonly toolUseId: string; readonly name: string; readonly input: object } }
  | { readonly reasoningContent: { readonly reasoningText: { readonly text: string; readonly signature: string } } }
  | { readonly reasoningContent: { readonly redactedContent: string } }
  | { readonly citationsContent: { readonly content: readonly { readonly text: string }[]; readonly citations: readonly object[] } };

const VISIBLE = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '');
const RANGE = { start: fc.nat(), end: fc.nat() };
const CITED_TEXT = fc.record({ text: fc.string() }).map((part) => [part]);

const CITATION = fc.oneof(
  fc.record({
    title: fc.string(),
    sourceContent: CITED_TEXT,
    location: fc.oneof(...['documentChar', 'documentPage', 'documentChunk'].map((member) =>
      fc.record({ documentIndex: fc.nat(), ...RANGE }).map((at) => ({ [member]: at })))),
  }),
  fc.record({
    title: fc.string(),
    source: fc.string(),
    sourceContent: CITED_TEXT,
    location: fc.record({ searchResultLocation: fc.record({ searchResultIndex: fc.nat(), ...RANGE }) }),
  }),
);

/** JSON as it is after a parse: without -0, which no text keeps. */
const INPUT = fc.dictionary(fc.string().filter((name) => name !== '__proto__'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .map((input) => JSON.parse(JSON.stringify(input)) as object);

/** Any answer that a Claude model can give. */
export const ANSWER: fc.Arbitrary<AnswerBlock[]> = fc.array(fc.oneof<fc.Arbitrary<AnswerBlock>[]>(
  fc.record({ text: VISIBLE }),
  fc.record({ toolUse: fc.record({ toolUseId: fc.constant('t'), name: fc.constantFrom('now', 'get_weather'), input: INPUT }) }),
  fc.record({ reasoningContent: fc.record({ reasoningText: fc.record({ text: fc.string(), signature: fc.base64String({ minLength: 4 }) }) }) }),
  fc.record({ reasoningContent: fc.record({ redactedContent: fc.base64String({ minLength: 4 }) }) }),
  fc.record({
    citationsContent: fc.record({
      content: fc.record({ text: VISIBLE }).map((part) => [part]), citations: fc.array(CITATION, { minLength: 1, maxLength: 3 }),
    }),
  }),
), { maxLength: 5 }).map((blocks) => blocks.map((block, index) =>
  // Ids are unique within an answer.
  'toolUse' in block ? { toolUse: { ...block.toolUse, toolUseId: `tooluse_${index}` } } : block));

/** The events that stream an answer, with its texts in pieces of a size. */
export function streamOf(blocks: readonly AnswerBlock[], size: number): ConverseEvent[] {
  return blocks.flatMap((block, contentBlockIndex) => {
    const delta = (value: object) => converseEvent('contentBlockDelta', { contentBlockIndex, delta: value });
    const stop = converseEvent('contentBlockStop', { contentBlockIndex });
    if ('text' in block) return [...sliced(block.text, size).map((text) => delta({ text })), stop];
    if ('toolUse' in block) {
      const { input, ...start } = block.toolUse;
      return [
        converseEvent('contentBlockStart', { contentBlockIndex, start: { toolUse: start } }),
        ...sliced(JSON.stringify(input), size).map((piece) => delta({ toolUse: { input: piece } })),
        stop,
      ];
    }
    if ('citationsContent' in block) {
      const { citations, content } = block.citationsContent;
      const pieces = content.flatMap(({ text }) => sliced(text, size));
      return [...pieces.map((text) => delta({ text })), ...citations.map((citation) => delta({ citation })), stop];
    }
    const { reasoningContent } = block;
    if ('redactedContent' in reasoningContent) return [delta({ reasoningContent }), stop];
    const { signature, text } = reasoningContent.reasoningText;
    return [...sliced(text, size).map((piece) => delta({ reasoningContent: { text: piece } })), delta({ reasoningContent: { signature } }), stop];
  });
}

function sliced(whole: string, size: number): string[] {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, index) => whole.slice(index * size, (index + 1) * size));
}
