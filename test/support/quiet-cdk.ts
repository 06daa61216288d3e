// aws-cdk-lib warns of deprecated members that it uses itself.
process.env.JSII_DEPRECATED = 'quiet';
