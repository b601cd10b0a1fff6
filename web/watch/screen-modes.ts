/** Full screen and picture in picture, where the browser has them. An iPhone gives full screen to the video element alone. */

export function toggleFullscreen(stage: HTMLElement, video: HTMLVideoElement): void {
  if (document.fullscreenElement !== null && document.fullscreenElement !== undefined) {
    void document.exitFullscreen();
    return;
  }
  if (typeof stage.requestFullscreen === "function") {
    // A refusal needs no words: the screen simply stays as it is.
    stage.requestFullscreen().catch(() => null);
    return;
  }
  if ("webkitEnterFullscreen" in video && typeof video.webkitEnterFullscreen === "function") {
    video.webkitEnterFullscreen();
  }
}

export async function togglePip(video: HTMLVideoElement): Promise<void> {
  if (!document.pictureInPictureEnabled) return;
  try {
    if (document.pictureInPictureElement === video) await document.exitPictureInPicture();
    else await video.requestPictureInPicture();
  } catch {
    // Without a picture yet, or refused by the person's settings: nothing changes.
    return;
  }
}
