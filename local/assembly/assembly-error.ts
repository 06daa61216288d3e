/** A cloud assembly that cannot be read or resolved; the message says what to do about it. */
export class AssemblyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssemblyError';
  }
}
