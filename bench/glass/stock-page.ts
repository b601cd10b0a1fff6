/** A page with stock hls.js, `lowLatencyMode` and nothing else: the peer that our player is measured against. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

export type StockPage = { readonly url: string; readonly close: () => Promise<void> };

export async function serveStockPage(master: string): Promise<StockPage> {
  const script = await readFile(new URL("../../node_modules/hls.js/dist/hls.min.js", import.meta.url));
  const html = `<!doctype html><meta charset="utf-8"><title>stock hls.js</title><video muted autoplay playsinline style="width:100%"></video>
<script src="/hls.js"></script><script>
const video = document.querySelector("video");
const hls = new Hls({ lowLatencyMode: true });
hls.attachMedia(video);
hls.on(Hls.Events.MEDIA_ATTACHED, () => hls.loadSource(${JSON.stringify(master)}));
hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
</script>`;
  const server = createServer((request, response) => {
    const isScript = request.url === "/hls.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, close: async () => void server.close() };
}
