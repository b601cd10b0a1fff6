/** The functions of node:zlib that the check of a PNG needs. */
declare module "node:zlib" {
  /** Throws on what is no zlib stream, and when more than `maxOutputLength` bytes come out. */
  export function inflateSync(data: Uint8Array, options?: { maxOutputLength?: number }): Uint8Array;
  export function crc32(data: Uint8Array): number;
}
