/** Silent AAC: what stands in for audio that is missing. Constants only; they hold for every sample rate, since no band is coded. */

/** AudioSpecificConfig of AAC LC, 48 kHz, stereo, 1024 samples a frame: object type 2, frequency index 3, channels 2. */
export const SILENCE_CONFIG: Uint8Array = new Uint8Array([0x11, 0x90]);

/**
 * One raw_data_block (ISO/IEC 14496-3 4.4.2.1) with max_sfb 0. Mono: SCE (0), tag 0, global gain 0, a long window without bands,
 * no pulse, TNS or gain control, END (7).
 */
const MONO: Uint8Array = new Uint8Array([0x00, 0x00, 0x00, 0x07]);

/** Stereo: CPE (1), tag 0, common window, a long window without bands, no M/S, then twice what mono has, END (7). */
const STEREO: Uint8Array = new Uint8Array([0x21, 0x00, 0x00, 0x00, 0x00, 0x1c]);

/** A silent access unit of AAC LC; null for more than two channels, where gaps stay gaps. */
export function silentFrame(channels: number): Uint8Array | null {
  if (channels === 1) return MONO;
  return channels === 2 ? STEREO : null;
}
