/** The one function of node:zlib that playlists need; the runtime has it since compatibility date 2026-08-04. */
declare module "node:zlib" {
  export function gzipSync(data: Uint8Array, options?: { level?: number }): Uint8Array;
}
