/** Keeps the last frame on the screen while the element has none: the picture never goes black between two sources. */

export class FrozenFrame {
  readonly #video: HTMLVideoElement;
  readonly #canvas: HTMLCanvasElement;

  constructor(video: HTMLVideoElement, canvas: HTMLCanvasElement) {
    this.#video = video;
    this.#canvas = canvas;
    canvas.hidden = true;
  }

  /** Copies the frame over the element; false when there is none to keep. */
  freeze(): boolean {
    const { videoWidth, videoHeight, readyState } = this.#video;
    // 2 is HAVE_CURRENT_DATA: a frame is on the screen. One that was frozen before stays.
    if (readyState < 2 || videoWidth === 0) return !this.#canvas.hidden;
    const context = this.#canvas.getContext("2d");
    if (context === null) return false;
    this.#canvas.width = videoWidth;
    this.#canvas.height = videoHeight;
    context.drawImage(this.#video, 0, 0, videoWidth, videoHeight);
    this.#canvas.hidden = false;
    return true;
  }

  thaw(): void {
    this.#canvas.hidden = true;
  }
}
