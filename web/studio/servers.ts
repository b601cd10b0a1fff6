/** The servers that a streamer may send to: `GET /ingests`, in the shape that OBS reads, turned into addresses without the key. */
import * as v from "valibot";
import { type IngestList, ingestListSchema, MAX_SERVERS } from "#protocol/ingest/servers.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { ingests, until } from "../client.ts";

export type Server = { readonly name: string; readonly address: string };

/** Best first, each address once, the encrypted one where there is one. What has the key anywhere but at its end fits no field, and is left out. */
function serversOf(list: IngestList): readonly Server[] {
  const servers = list.ingests
    .slice(0, MAX_SERVERS)
    .toSorted((a, b) => a.priority - b.priority)
    .flatMap(({ name, url_template: plain, url_template_secure: secure }) => {
      const address = addressIn(secure, "rtmps") ?? addressIn(plain, "rtmp");
      return address === null ? [] : [{ name, address }];
    });
  return servers.filter(({ address }, at) => servers.findIndex((other) => other.address === address) === at);
}

function addressIn(template: string, protocol: "rtmp" | "rtmps"): string | null {
  const address = /^(rtmps?:\/\/[^{}\s]+)\/\{stream_key\}$/.exec(template)?.[1] ?? null;
  return address?.startsWith(`${protocol}://`) === true ? address : null;
}

export const serversSchema = v.pipe(ingestListSchema, v.transform(serversOf));

export const getServers = (signal: AbortSignal): Promise<ApiAnswer<readonly Server[]>> =>
  ask(ingests.$get({}, until(signal)), serversSchema);
