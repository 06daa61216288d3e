/** Nobody waits for the answer any more. Not an error to anybody: it only ends the work. */
export class CallerLeft extends Error {
  constructor() {
    super('the caller has closed the connection');
    this.name = 'CallerLeft';
  }
}
