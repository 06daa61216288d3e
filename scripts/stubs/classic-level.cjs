// Stands in for dynalite's on-disk storage engine, which the local cloud never opens.
exports.ClassicLevel = class {
  constructor() {
    throw new Error('the local cloud keeps its tables in memory only');
  }
};
