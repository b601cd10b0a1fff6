/** The servers that encoders send to: as the operator configures them, and as streaming programs read the list (`GET /ingests`). */
import * as v from "valibot";

/** Servers of one site, at most. */
export const MAX_SERVERS = 100;

const url = (protocol: "rtmp" | "rtmps") =>
  v.pipe(
    v.string(),
    v.maxLength(200),
    v.regex(protocol === "rtmp" ? /^rtmp:\/\/[^/\s]+\/[^\s{}]*[^/\s{}]$/ : /^rtmps:\/\/[^/\s]+\/[^\s{}]*[^/\s{}]$/),
  );

/** One server; the stream key follows the address after a slash. */
export const serverSchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  url: url("rtmp"),
  secureUrl: v.optional(url("rtmps")),
});
export type Server = Readonly<v.InferOutput<typeof serverSchema>>;

/** The setting INGESTS, best first. */
export const serversSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(serverSchema),
  v.minLength(1),
  v.maxLength(MAX_SERVERS),
);

/** One entry of the list, with the names that OBS reads. */
export const ingestEntrySchema = v.object({
  _id: v.number(),
  availability: v.number(),
  default: v.boolean(),
  name: v.string(),
  /** 1 is best. */
  priority: v.number(),
  url_template: v.string(),
  url_template_secure: v.string(),
});
export const ingestListSchema = v.object({ ingests: v.array(ingestEntrySchema) });
export type IngestList = v.InferOutput<typeof ingestListSchema>;
