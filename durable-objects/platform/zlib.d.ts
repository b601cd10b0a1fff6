/** The functions of node:zlib that objects need; the runtime has them since compatibility date 2026-08-04. */
declare module "node:zlib" {
  export function deflateRawSync(data: Uint8Array, options?: { level?: number }): Uint8Array;
  export function inflateRawSync(data: Uint8Array, options?: { maxOutputLength?: number }): Uint8Array;
  export function gzipSync(data: Uint8Array, options?: { level?: number }): Uint8Array;
}
