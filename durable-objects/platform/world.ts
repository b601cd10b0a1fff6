/** The real clock of an object, as its pure logic takes it. */

export const platformClock = {
  now: (): number => Date.now(),
  random: (): number => Math.random(),
  after: (milliseconds: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
