/**
 * The demo publisher: arguments of an ffmpeg that sends a test card with a running clock to an RTMP address. What does not move
 * is drawn once and repeated, so that the card costs a fraction of a core. Knows nothing of stream keys but that the address is secret.
 */
import { findFont } from "./font.ts";

const WIDTH = 1280;
const HEIGHT = 720;
const FRAME_RATE = 30;
/** Key frames every 2 s: what the packager cuts segments at. */
const GOP_FRAMES = 2 * FRAME_RATE;
const VIDEO_BITRATE = 2_000_000;
const SAMPLE_RATE = 48_000;

const INK = "0xe8ecf4";
const FAINT = "0x7c879c";
const ACCENT = "0x37d6c4";

/** Arguments for `ffmpeg`; `font` is a TrueType file, null for a card without text. */
export function testCardArguments(url: string, font: string | null = findFont()): readonly string[] {
  const bits = String(VIDEO_BITRATE);
  return [
    ...["-hide_banner", "-nostdin", "-loglevel", "warning", "-nostats"],
    ...["-re", "-f", "lavfi", "-i", testCardPicture(font)],
    ...["-re", "-f", "lavfi", "-i", TONE],
    ...["-map", "0:v", "-map", "1:a"],
    ...["-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency", "-profile:v", "main", "-pix_fmt", "yuv420p"],
    ...["-g", String(GOP_FRAMES), "-keyint_min", String(GOP_FRAMES), "-sc_threshold", "0", "-threads:v", "1"],
    ...["-b:v", bits, "-maxrate", bits, "-bufsize", bits],
    ...["-c:a", "aac", "-b:a", "128k", "-ar", String(SAMPLE_RATE), "-ac", "2"],
    ...["-f", "flv", "-flvflags", "no_duration_filesize", url],
  ];
}

/** One second of a quiet hum that begins with a beep, made once and repeated; both have whole periods in it. */
const TONE = [
  "aevalsrc='0.03*sin(2*PI*220*t)+0.12*sin(2*PI*880*t)*lt(t,0.08)*sin(PI*min(t/0.08,1))'",
  `:sample_rate=${SAMPLE_RATE}:channel_layout=stereo:duration=1,aloop=loop=-1:size=${SAMPLE_RATE}`,
].join("");

/** The filter graph of the picture, as a source of frames. */
export function testCardPicture(font: string | null): string {
  const rate = `setpts=N/${FRAME_RATE}/TB,fps=${FRAME_RATE}`;
  const still = "trim=end_frame=1,loop=loop=-1:size=1:start=0";
  const background = [
    `gradients=size=${WIDTH}x${HEIGHT}:rate=${FRAME_RATE}:c0=0x0b0e15:c1=0x1b2a41:x0=0:y0=0:x1=${WIDTH}:y1=${HEIGHT}`,
    "trim=end_frame=1",
    "format=yuv420p",
    `drawgrid=width=80:height=80:thickness=1:color=white@0.05`,
    ...colourBars(),
    ...(font === null ? [] : stillText(font)),
    "loop=loop=-1:size=1:start=0",
    rate,
  ];
  const ball = [
    `color=c=${ACCENT}:size=72x72:rate=${FRAME_RATE}`,
    "format=yuva420p",
    "geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*clip(36.5-hypot(X-35.5,Y-35.5),0,1)'",
    still,
    rate,
  ];
  // The ball swings once in 4 s; the box in the corner flashes and the bar starts anew with each beep.
  const swing = `overlay=x='${WIDTH / 2 - 36}+480*sin(PI*t/2)':y='450-60*abs(sin(PI*t))':format=yuv420`;
  const sweep = `color=c=${ACCENT}:size=${WIDTH}x6:rate=${FRAME_RATE},${still},${rate}`;
  const moving = [
    `drawbox=x=1152:y=64:w=64:h=64:color=white:t=fill:enable='lt(mod(t,1),0.1)'`,
    ...(font === null ? [] : movingText(font)),
  ];
  return [
    `${background.join(",")}[card]`,
    `${ball.join(",")}[ball]`,
    `${sweep}[sweep]`,
    `[card][ball]${swing}[a]`,
    `[a][sweep]overlay=x='${WIDTH}*(mod(t,1)-1)':y=${HEIGHT - 6}:format=yuv420,${moving.join(",")}`,
  ].join(";");
}

/** Eight bars along the lower edge (75 % colour, ITU-R BT.1729 order) and the frame of the flash. */
function colourBars(): readonly string[] {
  const colours = ["0xbfbfbf", "0xbfbf00", "0x00bfbf", "0x00bf00", "0xbf00bf", "0xbf0000", "0x0000bf", "0x0f131c"];
  const width = WIDTH / colours.length;
  const bars = colours.map((colour, at) => `drawbox=x=${at * width}:y=600:w=${width}:h=120:color=${colour}:t=fill`);
  return [...bars, `drawbox=x=1148:y=60:w=72:h=72:color=${FAINT}:t=2`];
}

function stillText(font: string): readonly string[] {
  return [
    text(font, "RILL", 56, INK, "64", "64"),
    text(font, "test card", 28, FAINT, "66", "128"),
    text(font, `${WIDTH}x${HEIGHT}  ${FRAME_RATE} fps  key frame every 2 s`, 24, FAINT, "(w-tw)/2", "540"),
  ];
}

/** The wall clock of the machine that publishes, the time since the start and the frame's number. */
function movingText(font: string): readonly string[] {
  return [
    text(font, "%{localtime\\:%H\\\\\\:%M\\\\\\:%S}", 128, INK, "(w-tw)/2", "196"),
    text(font, "%{pts\\:hms}   frame %{eif\\:n\\:d\\:6}", 32, ACCENT, "(w-tw)/2", "336"),
  ];
}

function text(font: string, what: string, size: number, colour: string, x: string, y: string): string {
  return `drawtext=fontfile='${escapePath(font)}':text='${what}':fontsize=${size}:fontcolor=${colour}:x=${x}:y=${y}`;
}

/** Within quotes only a colon (the option separator) and a backslash mean something; a quote cannot stand there at all. */
const escapePath = (path: string): string => path.replace(/[\\:]/g, "\\$&").replaceAll("'", "'\\\\\\''");
