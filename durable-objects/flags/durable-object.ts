/**
 * The object that keeps the flags: one for all of Rill, small, asked by each isolate every few seconds at most. It is built on itty-durable,
 * which turns a `fetch` into a call of a method; docs/decisions/008-flags-on-itty-durable.md says what that costs. Only `workers/flags/flags.ts`
 * and `platform/flags.ts` call it, and no other file may rely on how.
 */
import { createDurable } from "itty-durable/itty-durable.js";
import * as v from "valibot";
import {
  changerSchema,
  type FlagState,
  flagNameSchema,
  flagStateSchema,
  flagValueSchema,
} from "#protocol/flags/flag.ts";
import { changeFlag, NO_FLAGS } from "./change-flag.ts";

const commandSchema = v.object({ name: flagNameSchema, to: v.nullable(flagValueSchema), by: changerSchema });

/** Persists when told to: with `autoPersist` each read would write, and not wait for it. */
export class Flags extends createDurable({ autoPersist: false, autoReturn: false }) {
  /** itty-durable stores plain fields, and lays what it stored over them before the first call. */
  flags: unknown = NO_FLAGS;

  /** It is given no bindings: the library would hang each of them on the object's state. */
  constructor(ctx: DurableObjectState) {
    super(ctx, {});
  }

  read(): FlagState {
    return v.parse(flagStateSchema, this.flags);
  }

  /** Answers the state after the change, once it is in storage. */
  async change(command: unknown): Promise<FlagState> {
    const next = changeFlag(this.read(), v.parse(commandSchema, command), Date.now());
    this.flags = next;
    await this.persist();
    return next;
  }
}
