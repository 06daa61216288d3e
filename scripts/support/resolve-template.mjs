// The values that a template comes to once it is deployed, as far as these stacks need it.

/** @param ids physical ids by logical id; @param arns ARNs by logical id */
export function resolver({ account, region, ids, arns }) {
  const pseudo = { 'AWS::Partition': 'aws', 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::URLSuffix': 'amazonaws.com' };
  const known = (values, name) => {
    if (values[name] === undefined) throw new Error(`nothing is known of ${name}`);
    return values[name];
  };
  return function resolve(value) {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if ('Ref' in value) return known({ ...pseudo, ...ids }, value.Ref);
    if ('Fn::GetAtt' in value) return known(arns, value['Fn::GetAtt'][0]);
    if ('Fn::Join' in value) return resolve(value['Fn::Join'][1]).join(value['Fn::Join'][0]);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member)]));
  };
}
