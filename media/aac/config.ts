/** Reads an AudioSpecificConfig, the sequence header of AAC (ISO/IEC 14496-3 1.6.2.1). Knows no container. */
import { Fault } from "#protocol/errors.ts";
import { BitReader } from "../avc/bits.ts";

export type AudioConfig = {
  /** RFC 6381: 2 is LC, 5 is HE-AAC (SBR), 29 is HE-AAC v2 (PS). */
  readonly codecs: string;
  /** Of the core coder, hertz: `frameSamples` count at this rate. With SBR the decoder puts out twice as many. */
  readonly sampleRate: number;
  /** As coded. With PS one coded channel becomes two. */
  readonly channels: number;
  readonly frameSamples: 1024 | 960;
};

const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
/** Channels of each channelConfiguration (table 1.19); 0 is described in the configuration itself. */
const CHANNELS: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 14: 8 };

const SBR = 5;
const PS = 29;
/** Main, LC, SSR, LTP: the ones with 1024 (or 960) samples a frame and a GASpecificConfig of one shape. */
const GENERAL_AUDIO: ReadonlySet<number> = new Set([1, 2, 3, 4]);
/** Announces an extension behind the configuration, so that old decoders need not know it (1.6.5.1). */
const SYNC_EXTENSION = 0x2b7;
const SYNC_EXTENSION_PS = 0x548;
/** Bytes of a configuration, at most: real ones have 2 to 7, one with a program config element some 40. */
const MAX_ASC_BYTES = 512;

/** Throws a `bad_request` Fault on nonsense and on what is not AAC LC or a relative of it. */
export function parseAudioConfig(asc: Uint8Array): AudioConfig {
  if (asc.byteLength > MAX_ASC_BYTES) throw new Fault("bad_request", `AudioSpecificConfig of ${asc.byteLength} bytes`);
  const r = new BitReader(asc, "AudioSpecificConfig");
  let objectType = readObjectType(r);
  const sampleRate = readSampleRate(r);
  const channelConfiguration = r.bits(4);
  let extension: number | null = null;
  if (objectType === SBR || objectType === PS) {
    extension = objectType;
    readSampleRate(r);
    objectType = readObjectType(r);
  }
  if (!GENERAL_AUDIO.has(objectType))
    throw new Fault("bad_request", `audio object type ${objectType} is not supported`);
  const frameSamples = r.flag() ? 960 : 1024;
  if (r.flag()) r.skip(14); // coreCoderDelay
  r.skip(1); // extensionFlag: nothing follows for these object types
  const channels = channelConfiguration === 0 ? programChannels(r) : CHANNELS[channelConfiguration];
  if (channels === undefined || channels < 1 || channels > 8) {
    throw new Fault("bad_request", `audio channel configuration ${channelConfiguration} is not supported`);
  }
  extension ??= readSyncExtension(r);
  return { codecs: `mp4a.40.${extension ?? objectType}`, sampleRate, channels, frameSamples };
}

/** Plain LC without SBR: the only kind that silence is made for. */
export const isPlainLc = (config: AudioConfig): boolean => config.codecs === "mp4a.40.2";

function readObjectType(r: BitReader): number {
  const type = r.bits(5);
  return type === 31 ? 32 + r.bits(6) : type;
}

function readSampleRate(r: BitReader): number {
  const index = r.bits(4);
  const rate = index === 15 ? r.bits(24) : SAMPLE_RATES[index];
  if (rate === undefined || rate < 7350 || rate > 96_000) {
    throw new Fault("bad_request", `audio sample rate ${rate ?? `index ${index}`} is not supported`);
  }
  return rate;
}

/** SBR or PS announced behind the configuration, or null. Padding there is no fault. */
function readSyncExtension(r: BitReader): number | null {
  if (r.left < 16 || r.bits(11) !== SYNC_EXTENSION || readObjectType(r) !== SBR || r.left < 5 || !r.flag()) return null;
  readSampleRate(r);
  return r.left >= 12 && r.bits(11) === SYNC_EXTENSION_PS && r.flag() ? PS : SBR;
}

/** Channels of a program_config_element (4.4.1.1); what follows its element lists is of no use here. */
function programChannels(r: BitReader): number {
  r.skip(10); // element_instance_tag, object_type, sampling_frequency_index
  const pairedElements = r.bits(4) + r.bits(4) + r.bits(4);
  const lowFrequency = r.bits(2);
  r.skip(7); // num_assoc_data_elements, num_valid_cc_elements
  if (r.flag()) r.skip(4); // mono_mixdown_element_number
  if (r.flag()) r.skip(4); // stereo_mixdown_element_number
  if (r.flag()) r.skip(3); // matrix_mixdown_idx, pseudo_surround_enable
  let channels = lowFrequency;
  for (let i = 0; i < pairedElements; i++) {
    channels += r.flag() ? 2 : 1;
    r.skip(4);
  }
  return channels;
}
