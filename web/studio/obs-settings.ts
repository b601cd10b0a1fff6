/** What to set in OBS: the few values that matter, in OBS's own words. Pure. */

export type ObsSetting = {
  /** The field as OBS calls it. */
  readonly name: string;
  readonly value: string;
  /** Why, in one sentence. */
  readonly why: string;
};

export type ObsGoal = "1080p60" | "1080p30" | "720p30";

type Goal = { readonly label: string; readonly size: string; readonly fps: string; readonly bitrate: string };

/** Kilobits per second that x264 at `veryfast` and NVENC need for these pictures without visible blocks. */
export const OBS_GOALS: Readonly<Record<ObsGoal, Goal>> = {
  "1080p60": { label: "1080p, 60 frames a second", size: "1920x1080", fps: "60", bitrate: "6000" },
  "1080p30": { label: "1080p, 30 frames a second", size: "1920x1080", fps: "30", bitrate: "4500" },
  "720p30": { label: "720p, 30 frames a second", size: "1280x720", fps: "30", bitrate: "3000" },
};

/** Upload that a goal needs, megabits per second: the bitrate, sound, and a quarter more for what else uses the line. */
export const uploadFor = (goal: ObsGoal): string => ((Number(OBS_GOALS[goal].bitrate) + 160) * 1.25 * 1e-3).toFixed(1);

export function obsSettings(goal: ObsGoal): readonly ObsSetting[] {
  const { size, fps, bitrate } = OBS_GOALS[goal];
  return [
    {
      name: "Keyframe Interval",
      value: "2 s",
      why: "Your picture passes through untouched, and viewers are a second behind you.",
    },
    { name: "Rate Control", value: "CBR", why: "A steady rate is what your upload can keep." },
    { name: "Bitrate", value: `${bitrate} Kbps`, why: `Needs ${uploadFor(goal)} Mb/s of upload.` },
    {
      name: "Video Encoder",
      value: "H.264",
      why: "NVIDIA NVENC, AMD or Apple VT where you have one, else x264. Not HEVC or AV1.",
    },
    { name: "CPU Usage Preset (x264)", value: "veryfast", why: "Slower ones look hardly better and drop frames." },
    { name: "Audio Bitrate", value: "160", why: "AAC in stereo." },
    { name: "Output Resolution", value: size, why: "Under Settings, Video." },
    { name: "Common FPS Values", value: fps, why: "Under Settings, Video." },
  ];
}

/** The same as lines of text, to paste next to OBS. */
export const obsText = (goal: ObsGoal): string =>
  obsSettings(goal)
    .map(({ name, value }) => `${name}: ${value}`)
    .join("\n");
