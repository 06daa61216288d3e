// aws-cdk-lib warns of deprecated members that it uses itself.
process.env.JSII_DEPRECATED = 'quiet';

// CDK announces every asset that it bundles, which would bury what the tests have to say.
const write = process.stderr.write.bind(process.stderr) as (...written: unknown[]) => boolean;
process.stderr.write = ((...written: unknown[]) => (String(written[0]).startsWith('Bundling asset ') ? true : write(...written))) as typeof process.stderr.write;
