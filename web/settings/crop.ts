/** Which part of a picture fills a box of another shape: the largest that fits, from the middle. Pure. */

export type Size = { readonly width: number; readonly height: number };
export type Part = Size & { readonly x: number; readonly y: number };

export function partThatFills(picture: Size, box: Size): Part {
  const scale = Math.min(picture.width / box.width, picture.height / box.height);
  const [width, height] = [box.width * scale, box.height * scale];
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
}
