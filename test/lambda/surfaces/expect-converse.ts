import { ConverseBody } from '../../../lambda/core/converse';
import { converseBody } from '../../../lambda/surfaces/bedrock/converse-body';
import { JsonObject } from '../../../lambda/surfaces/shared/json';

/** What Converse demands of every request. */
export function expectConverse(body: ConverseBody): void {
  // As it is sent: JSON writes -0 as 0.
  const sent = JSON.parse(JSON.stringify(body)) as JsonObject;
  // The Bedrock surface states most of it.
  expect(converseBody(sent)).toEqual(sent);
  body.messages.forEach((message, index) => {
    expect(message.role).toBe(index % 2 === 0 ? 'user' : 'assistant');
  });
  const blocks = body.messages.flatMap(({ content }) => content);
  const used = blocks.flatMap((block) => block.toolUse === undefined ? [] : [(block.toolUse as { toolUseId: string }).toolUseId]);
  const answered = blocks.flatMap((block) => block.toolResult === undefined ? [] : [(block.toolResult as { toolUseId: string }).toolUseId]);
  expect([...answered].sort()).toEqual([...used].sort());
  if (used.length > 0) expect(body.toolConfig).toBeDefined();
}
