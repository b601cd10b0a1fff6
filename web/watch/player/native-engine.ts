/** The player's engine over the browser's own HLS, for iPhones without Managed Media Source. It cannot be steered closely: the browser chooses. */
import { epochMs, seconds } from "#protocol/units.ts";
import type { Engine, EngineOptions } from "./engine.ts";

const HLS_TYPE = "application/vnd.apple.mpegurl";

export const isNativelySupported = (video: HTMLVideoElement): boolean => video.canPlayType(HLS_TYPE) !== "";

/** Safari tells the programme's date of the start of the time line; other browsers have no such method. */
function startOf(video: HTMLVideoElement): number | null {
  if (!("getStartDate" in video) || typeof video.getStartDate !== "function") return null;
  const start: unknown = video.getStartDate();
  return start instanceof Date && Number.isFinite(start.getTime()) ? start.getTime() : null;
}

export function createNativeEngine({ video, emit }: EngineOptions): Engine {
  const listening = new AbortController();
  let source = "";
  const reload = () => {
    video.src = source;
    video.load();
  };
  video.addEventListener(
    "loadedmetadata",
    () => emit({ kind: "ready", qualities: [], hasAudioOnly: false }),
    listening,
  );
  video.addEventListener(
    "error",
    () => {
      const { error } = video;
      if (error === null || source === "") return;
      const of = error.code === MediaError.MEDIA_ERR_DECODE ? "media" : "network";
      emit({ kind: "fatal", of, detail: error.message || `media error ${error.code}` });
    },
    listening,
  );
  video.addEventListener("ended", () => emit({ kind: "last" }), listening);
  return {
    load(url) {
      source = url;
      reload();
    },
    latency: () => null,
    capturedAt() {
      const start = startOf(video);
      return start === null ? null : epochMs(start + video.currentTime * 1000);
    },
    livePosition() {
      const { seekable } = video;
      return seekable.length === 0 ? null : seconds(seekable.end(seekable.length - 1));
    },
    aimFor() {
      return;
    },
    setLatencyMode() {
      return;
    },
    choose() {
      return;
    },
    bandwidth: () => null,
    resume: reload,
    recoverMedia: reload,
    destroy() {
      listening.abort();
      source = "";
      video.removeAttribute("src");
      video.load();
    },
  };
}
