/** The list of servers that encoders send to, from the operator's setting. Pure. */
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { type IngestList, type Server, serversSchema } from "#protocol/ingest/servers.ts";

/** What OBS puts the key in place of. */
const KEY = "/{stream_key}";

/** `npm start` on the machine that one streams from, under both names that the machine has. */
const LOCAL: readonly Server[] = [
  { name: "This machine", url: "rtmp://127.0.0.1:1935/live" },
  { name: "This machine, by name", url: "rtmp://localhost:1935/live" },
];

/** The configured servers, best first. A setting that cannot be read is the operator's fault: nobody is sent elsewhere because of it. */
export function serversOf(setting: string | undefined): readonly [Server, ...Server[]] {
  const parsed = setting === undefined || setting === "" ? null : v.safeParse(serversSchema, setting);
  if (parsed?.success === false) {
    throw new Fault("unavailable", "This site's list of servers cannot be read.", v.summarize(parsed.issues));
  }
  const [first, ...others] = parsed?.output ?? LOCAL;
  if (first === undefined) throw new Fault("unavailable", "This site has no servers.");
  return [first, ...others];
}

/** As OBS reads it: it takes the first for "auto", and keeps an older list when it is given fewer than two. */
export function ingestList(servers: readonly [Server, ...Server[]]): IngestList {
  const [first, ...others] = servers;
  const listed = others.length > 0 ? servers : [first, { ...first, name: `${first.name} (the same)` }];
  return {
    ingests: listed.map(({ name, url, secureUrl }, index) => ({
      _id: index + 1,
      availability: 1,
      default: index === 0,
      name,
      priority: index + 1,
      url_template: `${url}${KEY}`,
      url_template_secure: `${secureUrl ?? url}${KEY}`,
    })),
  };
}

export const keyTemplate = (url: string): string => `${url}${KEY}`;
