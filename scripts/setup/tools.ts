/** The programs of the system that Rill runs: where they may be found and which packages bring them. Data only. */

export type Tool = {
  readonly name: string;
  /** Environment variable that names the program's file, above all else. */
  readonly variable: string;
  /** Names on the PATH, best first. */
  readonly programs: readonly string[];
  /** Packages of Debian and Ubuntu, all of them. */
  readonly packages: readonly string[];
  /** What cannot be done without it. */
  readonly purpose: string;
};

export const FFMPEG: Tool = {
  name: "ffmpeg",
  variable: "FFMPEG_PATH",
  programs: ["ffmpeg"],
  packages: ["ffmpeg"],
  purpose: "transcoding needs it",
};

export const CHROMIUM: Tool = {
  name: "Chromium",
  variable: "CHROMIUM_PATH",
  programs: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
  packages: ["chromium"],
  purpose: "the tests of the player and the pages need it",
};

export const GSTREAMER: Tool = {
  name: "GStreamer",
  variable: "GST_LAUNCH_PATH",
  programs: ["gst-launch-1.0"],
  packages: [
    "gstreamer1.0-tools",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "gstreamer1.0-plugins-ugly",
    "gstreamer1.0-libav",
  ],
  purpose: "the tests with a second kind of publisher need it and are skipped without it",
};
