import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { appFiles, appName, StackTemplate, SynthesizedApp, synthesizeApp } from './support/apps';

const INVENTORIES = resolve(__dirname, '../../integ/inventories');

/** One line for each resource: what it is, its id, and what becomes of it. Hashes of content are left out: they change with it. */
function inventoryOf(templates: ReadonlyMap<string, StackTemplate>): string {
  return [...templates].map(([stack, { Resources }]) => [
    `# ${stack}`,
    ...Object.entries(Resources)
      .map(([id, { Type, DeletionPolicy }]) => `${Type} ${withoutContentHash(Type, id)}${DeletionPolicy === undefined ? '' : ` ${DeletionPolicy}`}`)
      .sort(),
    '',
  ].join('\n')).join('\n');
}

function withoutContentHash(type: string, id: string): string {
  if (type === 'AWS::ApiGateway::Deployment') return id.replace(/[0-9a-f]{32}$/, '…');
  return type === 'AWS::Lambda::Version' ? id.replace(/[0-9a-f]{32,}$/, '…') : id;
}

let engine: InstanceType<typeof CelEngine>;
beforeAll(() => { engine = new CelEngine(); });
afterAll(() => engine.free());

describe.each(appFiles().map((file) => [appName(file), file]))('%s', (name, file) => {
  let app: SynthesizedApp;
  beforeAll(() => { app = synthesizeApp(file); });
  afterAll(() => app && rmSync(app.directory, { recursive: true, force: true }));

  test('CloudFormation would take its templates', () => {
    const found = [...app.templates.keys()].flatMap((stack) => engine.validateStandard(new TemplateFile(app.fileOf(stack))).diagnostics);
    expect(found.filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR')
      .map(({ ruleId, message, startLine }) => `${ruleId}, line ${startLine}: ${message}`)).toEqual([]);
  });

  test('is made of the resources that are written down', () => {
    const inventory = join(INVENTORIES, `${name.replace('/', '.')}.txt`);
    if (process.env.WRITE_DOCS) {
      mkdirSync(dirname(inventory), { recursive: true });
      writeFileSync(inventory, inventoryOf(app.templates));
    }
    if (!existsSync(inventory)) throw new Error(`${name} has no inventory: write it with WRITE_DOCS=1 npm test -- test/estate/apps`);
    expect(inventoryOf(app.templates)).toBe(readFileSync(inventory, 'utf8'));
  });
});
