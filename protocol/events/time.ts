/** Moments as the EventSub dialect writes them: RFC 3339 in UTC with nanoseconds, of which ours are milliseconds. */

/** `ms` is milliseconds since the Unix epoch. */
export const eventTime = (ms: number): string => new Date(ms).toISOString().replace("Z", "000000Z");
