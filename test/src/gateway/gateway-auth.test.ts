import { GatewayAuth } from '../../../src/index';
import { minimalProps, synthesize } from '../support/synthesis';

test('API keys are the default', () => {
  const chosen = synthesize({ ...minimalProps(), auth: GatewayAuth.apiKeys() }).template.toJSON();
  expect(synthesize(minimalProps()).template.toJSON()).toEqual(chosen);
});

test('API keys are looked up, never written', () => {
  expect(GatewayAuth.apiKeys()._tableActions()).toEqual(['dynamodb:GetItem']);
});
