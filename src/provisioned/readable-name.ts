import { Names } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The construct's path as a name: letters, digits and single hyphens. Where that is too long, its end is a hash. */
export function readableName(construct: IConstruct, maxLength: number): string {
  const name = construct.node.path.replace(/[^0-9a-zA-Z]+/g, '-').replace(/^-|-$/g, '');
  return name !== '' && name.length <= maxLength ? name : Names.uniqueResourceName(construct, { maxLength, separator: '-' });
}
