/** The one function of node:crypto that password hashes need; the runtime has it since compatibility date 2026-08-04. */
declare module "node:crypto" {
  export function scrypt(
    password: Uint8Array,
    salt: Uint8Array,
    length: number,
    options: { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number },
    done: (fault: Error | null, key: Uint8Array) => void,
  ): void;
}
