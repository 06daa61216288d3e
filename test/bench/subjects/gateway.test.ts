import { GATEWAY_NODE_OPTIONS, gatewayVariables } from '../../../bench/subjects/gateway';
import { minimalProps, synthesize } from '../../src/support/synthesis';

test('the gateway that is measured has the limits of the heap that the stack sets for a function that is told nothing', () => {
  const [handler] = Object.values(synthesize(minimalProps()).template.findResources('AWS::Lambda::Function'));
  expect(handler?.Properties.Environment.Variables.NODE_OPTIONS).toBe(GATEWAY_NODE_OPTIONS);
  expect(gatewayVariables({ bedrock: 1, table: 2 }).NODE_OPTIONS).toBe(GATEWAY_NODE_OPTIONS);
});
