/** `npm run bench -- <name> [options]`: the figures that the documentation claims, measured on this machine. */

type Bench = { readonly main: (args: readonly string[]) => Promise<number> };

const BENCHES: Readonly<Record<string, { readonly what: string; readonly load: () => Promise<Bench> }>> = {
  glass: {
    what: "glass to glass: ours and stock hls.js; --rtt MS, --seconds S",
    load: () => import("./glass/glass.ts"),
  },
  start: { what: "go live to first frame, page open to first frame", load: () => import("./start.ts") },
  cpu: { what: "node and ffmpeg against bare ffmpeg with the same ladder", load: () => import("./cpu.ts") },
  requests: { what: "object requests with 10, 100, 1,000 viewers, and R2 writes", load: () => import("./requests.ts") },
  chat: {
    what: "one chat room against the ws package; --sockets N --lines 10,1000 --seconds S",
    load: () => import("./chat/chat.ts"),
  },
  moderation: {
    what: "moderation of a line: ordinary ones and the worst; --seed N",
    load: () => import("./moderation.ts"),
  },
  api: {
    what: "reads of the API with a site's worth of data; --channels N --follows N --live N --requests N",
    load: () => import("./api.ts"),
  },
  fanout: {
    what: "how soon the followers of a channel are told that it is live; --followers N --seed N",
    load: () => import("./fanout.ts"),
  },
  memory: { what: "memory of the node over time; --minutes M", load: () => import("./memory.ts") },
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const bench = BENCHES[name ?? ""];
  if (bench !== undefined) return (await bench.load()).main(rest);
  const names = Object.entries(BENCHES).map(([key, { what }]) => `  ${key.padEnd(10)} ${what}`);
  process.stdout.write(["Usage: npm run bench -- <name> [options]", "", ...names, ""].join("\n"));
  return name === undefined ? 0 : 2;
}

process.exit(await main(process.argv.slice(2)));

export {};
