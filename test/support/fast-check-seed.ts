import * as fc from 'fast-check';

// The same cases on every run, so that a red build is always about the change; FC_SEED=<integer> tries others.
const given = process.env.FC_SEED ?? '20261120';
const seed = Number(given);
if (given.trim() === '' || !Number.isInteger(seed)) throw new Error(`FC_SEED must be an integer, received "${given}"`);
fc.configureGlobal({ seed });
