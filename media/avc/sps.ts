/** Reads a sequence parameter set of H.264 (ITU-T H.264 7.3.2.1.1): what pictures it describes. Knows no container. */
import { Fault } from "#protocol/errors.ts";
import { BitReader } from "./bits.ts";

export type Sps = {
  readonly profile: number;
  readonly compatibility: number;
  readonly level: number;
  readonly width: number;
  readonly height: number;
  /** From the VUI's timing, frames per second; null when absent or senseless. */
  readonly frameRate: number | null;
  /** Pictures may be fields. */
  readonly interlaced: boolean;
};

/** Bytes of one set, at most: real ones have 20 to 60; the longest scaling lists and HRD fit into 1 KiB. */
const MAX_SPS_BYTES = 4096;
/** Pixels of either side, at most (the protocol's limit of a rendition). */
const MAX_SIDE = 8192;
/** Aspect ratio spelt out instead of numbered (table E-1). */
const EXTENDED_SAR = 255;
/** Profiles whose sets carry chroma format, bit depths and scaling lists (7.3.2.1.1). */
const HIGH_PROFILES: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Takes the NAL unit with its header byte. Throws a `bad_request` Fault on nonsense. */
export function parseSps(nal: Uint8Array): Sps {
  if (nal.byteLength > MAX_SPS_BYTES) throw new Fault("bad_request", `SPS of ${nal.byteLength} bytes`);
  if (((nal[0] ?? 0) & 0x1f) !== 7) throw new Fault("bad_request", "not an SPS");
  const r = new BitReader(withoutEmulation(nal.subarray(1)), "SPS");
  const profile = r.bits(8);
  const compatibility = r.bits(8);
  const level = r.bits(8);
  r.ue(); // seq_parameter_set_id
  const chroma = HIGH_PROFILES.has(profile) ? chromaFormat(r) : 1;
  r.ue(); // log2_max_frame_num_minus4
  skipOrderCount(r);
  r.ue(); // max_num_ref_frames
  r.skip(1); // gaps_in_frame_num_value_allowed_flag
  const widthInBlocks = r.ue() + 1;
  const heightInUnits = r.ue() + 1;
  const framesOnly = r.bit();
  if (framesOnly === 0) r.skip(1); // mb_adaptive_frame_field_flag
  r.skip(1); // direct_8x8_inference_flag
  const crop = r.flag() ? [r.ue(), r.ue(), r.ue(), r.ue()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  // Crop units depend on the chroma subsampling: 1 is 4:2:0, 2 is 4:2:2 (table 6-1, equations 7-19 to 7-22).
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * (2 - framesOnly);
  const width = widthInBlocks * 16 - unitX * (left + right);
  const height = heightInUnits * 16 * (2 - framesOnly) - unitY * (top + bottom);
  if (width < 1 || height < 1 || widthInBlocks * 16 > MAX_SIDE || heightInUnits * 16 > MAX_SIDE) {
    throw new Fault("bad_request", `SPS describes pictures of ${width} x ${height}`);
  }
  const frameRate = r.flag() ? vuiFrameRate(r) : null;
  return { profile, compatibility, level, width, height, frameRate, interlaced: framesOnly === 0 };
}

/** Removes emulation_prevention_three_byte: the 3 of 00 00 03 (7.4.1). */
function withoutEmulation(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.byteLength);
  let size = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    out[size++] = byte;
  }
  return out.subarray(0, size);
}

/** chroma_format_idc and what goes with it; separate colour planes crop like monochrome (ChromaArrayType 0). */
function chromaFormat(r: BitReader): number {
  const format = r.ue();
  if (format > 3) throw new Fault("bad_request", `SPS has chroma format ${format}`);
  const separate = format === 3 && r.flag();
  r.ue(); // bit_depth_luma_minus8
  r.ue(); // bit_depth_chroma_minus8
  r.skip(1); // qpprime_y_zero_transform_bypass_flag
  if (r.flag()) {
    const lists = format === 3 ? 12 : 8;
    for (let i = 0; i < lists; i++) if (r.flag()) skipScalingList(r, i < 6 ? 16 : 64);
  }
  return separate ? 0 : format;
}

/** 7.3.2.1.1.1. */
function skipScalingList(r: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + r.se() + 256) & 0xff;
    if (next !== 0) last = next;
  }
}

function skipOrderCount(r: BitReader): void {
  const type = r.ue();
  if (type === 0) {
    r.ue(); // log2_max_pic_order_cnt_lsb_minus4
  } else if (type === 1) {
    r.skip(1); // delta_pic_order_always_zero_flag
    r.se(); // offset_for_non_ref_pic
    r.se(); // offset_for_top_to_bottom_field
    const count = r.ue();
    if (count > 255) throw new Fault("bad_request", `SPS has ${count} reference frames in its order count cycle`);
    for (let i = 0; i < count; i++) r.se();
  } else if (type !== 2) {
    throw new Fault("bad_request", `SPS has picture order count type ${type}`);
  }
}

/** VUI parameters up to the timing (E.1.1). Two ticks are one frame (E.2.1, time_scale). */
function vuiFrameRate(r: BitReader): number | null {
  if (r.flag() && r.bits(8) === EXTENDED_SAR) r.skip(32);
  if (r.flag()) r.skip(1); // overscan
  if (r.flag()) {
    r.skip(4); // video_format, video_full_range_flag
    if (r.flag()) r.skip(24); // colour description
  }
  if (r.flag()) {
    r.ue(); // chroma_sample_loc_type_top_field
    r.ue(); // chroma_sample_loc_type_bottom_field
  }
  if (!r.flag()) return null;
  const unitsInTick = r.bits(32);
  const timeScale = r.bits(32);
  const rate = timeScale / (2 * unitsInTick);
  return rate >= 1 && rate <= 240 ? rate : null;
}
