import { describe, expect, it } from "vitest";
import { testCardArguments, testCardPicture } from "./test-card.ts";

const URL = "rtmp://127.0.0.1:1935/live/key";

describe("testCardArguments", () => {
  it("sends 720p30 with a key frame every 2 s and AAC to the address, at the pace of the clock", () => {
    const args = testCardArguments(URL, "/fonts/Mono.ttf");
    expect(args).toEqual([
      ...["-hide_banner", "-nostdin", "-loglevel", "warning", "-nostats"],
      ...["-re", "-f", "lavfi", "-i", testCardPicture("/fonts/Mono.ttf"), "-re", "-f", "lavfi", "-i"],
      "aevalsrc='0.03*sin(2*PI*220*t)+0.12*sin(2*PI*880*t)*lt(t,0.08)*sin(PI*min(t/0.08,1))'" +
        ":sample_rate=48000:channel_layout=stereo:duration=1,aloop=loop=-1:size=48000",
      ...["-map", "0:v", "-map", "1:a"],
      ...["-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency", "-profile:v", "main"],
      ...["-pix_fmt", "yuv420p", "-g", "60", "-keyint_min", "60", "-sc_threshold", "0", "-threads:v", "1"],
      ...["-b:v", "2000000", "-maxrate", "2000000", "-bufsize", "2000000"],
      ...["-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2"],
      ...["-f", "flv", "-flvflags", "no_duration_filesize", URL],
    ]);
  });

  it("draws no text without a font", () => {
    expect(testCardPicture(null)).not.toContain("drawtext");
    expect(testCardPicture("/f.ttf").match(/drawtext/g)?.length).toBe(5);
  });

  it("quotes a font's path", () => {
    expect(testCardPicture("/a: b/it's.ttf")).toContain("drawtext=fontfile='/a\\: b/it'\\\\\\''s.ttf':");
  });
});
