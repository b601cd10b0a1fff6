/** Assertions for our own bugs; faults of the world are `Fault`s and expected outcomes are returned values. */

export class Bug extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "Bug";
  }
}

/** Throws a `Bug` with the sentence unless the condition holds. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Bug(sentence);
}

/** The default branch of an exhaustive switch. */
export function assertNever(value: never, sentence: string): never {
  throw new Bug(`${sentence}: ${JSON.stringify(value)}`);
}
