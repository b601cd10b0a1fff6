/** The one host API that the pure rooms use: UTF-8 text. Every runtime of Rill has it (WHATWG Encoding). */
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}
