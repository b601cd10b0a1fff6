/** What may stand in a log of a fault: of a value that a schema refused, which may be somebody's words or a secret, only where and what was expected. Pure. */
import * as v from "valibot";

/** The fault to be logged; one that holds a refused value, itself or as a cause, as text without it. */
export function loggable(fault: unknown): unknown {
  if (fault instanceof v.ValiError) return refusal(fault);
  if (!(fault instanceof Error) || fault.cause === undefined) return fault;
  const cause = loggable(fault.cause);
  return cause === fault.cause ? fault : `${fault.stack ?? fault.message}\ncaused by ${cause}`;
}

/** Not its message: that says what came. */
function refusal({ name, issues, message, stack = "" }: v.ValiError<v.GenericSchema>): string {
  const [issue] = issues;
  const path = v.getDotPath(issue) ?? "the value itself";
  const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : "";
  return `${name} at ${path}: ${issue.type}, expected ${issue.expected ?? "otherwise"}${frames}`;
}
