/** Asks many objects, a few at a time: a Worker's request has six connections. */
const AT_A_TIME = 6;

/** The answers in the order of the questions. */
export async function inTurns<T>(asks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const answers = new Map<number, T>();
  const left = asks.entries();
  const asker = async (): Promise<void> => {
    for (const [at, ask] of left) answers.set(at, await ask());
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, asker));
  return asks.flatMap((_, at) => {
    const answer = answers.get(at);
    return answer === undefined ? [] : [answer];
  });
}
