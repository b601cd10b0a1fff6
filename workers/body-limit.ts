/** Refuses bodies that are larger than an address takes, before they are read. */
import { bodyLimit } from "hono/body-limit";
import { Fault } from "#protocol/errors.ts";

/** Bytes of an ordinary JSON body, at most. */
export const MAX_JSON_BYTES = 16 * 1024;

export const limitBody = (maxBytes: number) =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new Fault("too_large", `A body has at most ${maxBytes} bytes here.`);
    },
  });
