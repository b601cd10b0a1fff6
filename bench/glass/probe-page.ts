/** Runs in a page: reads the timecode strip from every frame that the first video element shows. Self-contained, since it is injected. */

export type GlassSamples = {
  /** Glass to glass, milliseconds, one per frame read. */
  readonly latencies: readonly number[];
  readonly unreadable: number;
  /** Times that the picture stood for more than STALL_MS after it had moved. */
  readonly stalls: number;
  readonly stalledMs: number;
  /** Wall clock of the first frame shown, milliseconds since the epoch; 0 before. */
  readonly firstFrameAt: number;
};

declare global {
  interface Window {
    glass: { take(): GlassSamples; reset(): void };
  }
}

/** `stallMs`: a frame this late is a stall. */
export function installGlass(stallMs: number): void {
  const BLOCKS = 40;
  const EPOCH = Date.UTC(2026, 0, 1);
  const WRAP = 2 ** 32;
  const canvas = new OffscreenCanvas(640, 16);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let latencies: number[] = [];
  let unreadable = 0;
  let stalls = 0;
  let stalledMs = 0;
  let firstFrameAt = 0;
  let lastRead = 0;
  let lastFrame = 0;
  const read = (video: HTMLVideoElement, now: number): void => {
    if (context === null || video.videoWidth === 0) return;
    context.drawImage(video, 0, 0, video.videoWidth, video.videoWidth / BLOCKS, 0, 0, 640, 16);
    const row = context.getImageData(0, 8, 640, 1).data;
    const octets = [0, 0, 0, 0, 0];
    for (let bit = 0; bit < BLOCKS; bit++) {
      const green = row[(bit * 16 + 8) * 4 + 1] ?? 0;
      octets[bit >> 3] = ((octets[bit >> 3] ?? 0) << 1) | (green > 127 ? 1 : 0);
    }
    const [a = 0, b = 0, c = 0, d = 0, check = 0] = octets;
    if ((a ^ b ^ c ^ d ^ 0x5a) !== check) {
      unreadable++;
      return;
    }
    const stamp = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
    const wraps = Math.round((now - EPOCH - stamp) / WRAP);
    latencies.push(now - (EPOCH + stamp + wraps * WRAP));
  };
  const follow = (video: HTMLVideoElement): void => {
    const onFrame = (at: number): void => {
      const now = performance.timeOrigin + performance.now();
      if (firstFrameAt === 0) firstFrameAt = now;
      if (lastFrame > 0 && at - lastFrame > stallMs) {
        stalls++;
        stalledMs += at - lastFrame;
      }
      lastFrame = at;
      // Reading back costs a copy: 16 times a second says enough.
      if (at - lastRead >= 60) {
        lastRead = at;
        read(video, now);
      }
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  };
  const find = setInterval(() => {
    const video = document.querySelector("video");
    if (video === null) return;
    clearInterval(find);
    follow(video);
  }, 10);
  window.glass = {
    take: () => ({ latencies, unreadable, stalls, stalledMs, firstFrameAt }),
    reset: () => {
      latencies = [];
      unreadable = 0;
      stalls = 0;
      stalledMs = 0;
    },
  };
}
