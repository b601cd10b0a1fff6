/** Starts an element with sound where the browser allows it, muted where it does not. */

export type Started =
  | "sound"
  /** The browser refused sound: it plays muted until a person asks for it. */
  | "muted"
  /** The browser wants a press first. */
  | "refused"
  /** A pause or another source came in between. */
  | "interrupted";

export async function startPlayback(video: HTMLVideoElement): Promise<Started> {
  const first = await tryPlay(video);
  if (first !== "refused" || video.muted) return first === "plays" ? "sound" : first;
  video.muted = true;
  const second = await tryPlay(video);
  return second === "plays" ? "muted" : second;
}

async function tryPlay(video: HTMLVideoElement): Promise<"plays" | "refused" | "interrupted"> {
  try {
    await video.play();
    return "plays";
  } catch (error) {
    return error instanceof DOMException && error.name === "NotAllowedError" ? "refused" : "interrupted";
  }
}
