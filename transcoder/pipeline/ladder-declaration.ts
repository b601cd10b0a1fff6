/** Turns rungs and the initialisation sections that their encoders produced into the ladder that viewers are told. Pure. */
import type { Rung } from "#media/ladder/rungs.ts";
import type { InitTrack } from "#media/packager/events.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";

export type TrackInit = InitTrack;

/** Codec strings and sizes are what the bitstreams say, not what was asked of the encoder. Rungs without an init are left out. */
export function renderLadder(rungs: readonly Rung[], inits: ReadonlyMap<string, TrackInit>): Ladder {
  return rungs.flatMap((rung): Ladder => {
    const init = inits.get(rung.id);
    if (rung.kind === "video" && init?.kind === "video") {
      const { codecs, width, height } = init;
      const frameRate = Math.round(rung.frameRate * 1000) / 1000;
      return [{ kind: "video", id: rung.id, codecs, width, height, frameRate, bandwidth: rung.bandwidth }];
    }
    if (rung.kind === "audio" && init?.kind === "audio") {
      const { codecs, channels, sampleRate } = init;
      return [{ kind: "audio", id: rung.id, codecs, channels, sampleRate, bandwidth: rung.bandwidth }];
    }
    return [];
  });
}
