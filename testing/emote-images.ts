/** Small pictures as real encoders write them (ffmpeg: libpng, libwebp, its GIF and APNG), and a maker of GIFs of any size and length. */

const ENCODED = {
  png28:
    "iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAIAAAD9b0jDAAAACXBIWXMAAAABAAAAAQBPJcTWAAAAJElEQVR4nGPwO3yT6ohh1NBRQ0cNHTV01NBRQ0cNHTV0ZBgKAIgN3OxYpzVSAAAAAElFTkSuQmCC",
  png56:
    "iVBORw0KGgoAAAANSUhEUgAAADgAAAA4CAIAAAAn5KxJAAAACXBIWXMAAAABAAAAAQBPJcTWAAAAS0lEQVR4nO3OAQkAIADAMBNa2hS2sYTghcECbMy1vzCeD0RFRUVFRUVFRUU/ICpaJypaJypaJypaJypaJypaJypaJypaJypaJ3rbAVptc9p5dvqlAAAAAElFTkSuQmCC",
  png112:
    "iVBORw0KGgoAAAANSUhEUgAAAHAAAABwCAIAAABJgmMcAAAACXBIWXMAAAABAAAAAQBPJcTWAAAA3klEQVR4nO3QAQkAIADAMBNa2hS2sYTgkcEDnI25ti42nh98FlCg7YACbQcUaDugQNsBBdoOKNB2QIG2Awq0HVCg7YACbQcUaDugQNsBBdoOKNB2QIG2Awq0HVCg7YACbQcUaDugQNsBBdoOKNB2QIG2Awq0HVCg7YACbQcUaDugQNsBBdoOKNB2QIG2Awq0HVCg7YACbQcUaDugQNsBBdoOKNB2QIG2Awq0HVCg7YACbQcUaDugQNsBBdoOKNB2QIG2Awq0HVCg7YACbQcUaDugQNsBBdoOKNB2QIG2O1zSz3QZ4z23AAAAAElFTkSuQmCC",
  webp28: "UklGRkYAAABXRUJQVlA4IDoAAAAwAwCdASocABwAPpFCnEolo6KhqAgAsBIJZQDIEoAAQFBQAP7pIh/FAKRw53/+Ur9DXY1vHRfhMAAA",
  webp56:
    "UklGRk4AAABXRUJQVlA4IEIAAADQAwCdASo4ADgAPpFIoEwlpCMiIggAsBIJaQB2AAAg0K4tiFxgFEAA/ukiH/1ERBSSw///KV+hrsa3nlDLPA4AAAA=",
  webp112:
    "UklGRmAAAABXRUJQVlA4IFQAAADwBQCdASpwAHAAPpFIoUylpCMiIKgAsBIJaW7hc+lwAAFB185OCNlgGupvcReWAa6m9xF5YBrgAAD+/YIn/6iIgpJYf//lK/Q12Nb0TyRpQ4AAAAA=",
  losslessWebp28: "UklGRh4AAABXRUJQVlA4TBEAAAAvG8AGEAfQ4T41u3+BiOh/AAA=",
  alphaWebp28:
    "UklGRmoAAABXRUJQVlA4WAoAAAAQAAAAGwAAGwAAQUxQSAoAAAABB9C/iAhERP8DVlA4IDoAAAAwAwCdASocABwAPpFCnEolo6KhqAgAsBIJZQDIEoAAQFBQAP7pIh/FAKRw53/+Ur9DXY1vHRfhMAAA",
  animatedWebp28:
    "UklGRroAAABXRUJQVlA4WAoAAAACAAAAGwAAGwAAQU5JTQYAAAD/////AABBTk1GKgAAAAAAAAAAABsAABsAAGQAAAJWUDhMEQAAAC8bwAYAB1DiOjW7/4GI6H8AAEFOTUYqAAAAAAAAAAAAGwAAGwAAZAAAAFZQOEwRAAAALxvABgAHUMd69r//gYjofwAAQU5NRioAAAAAAAAAAAAbAAAbAABkAAAAVlA4TBEAAAAvG8AGAAdQt86XvP+BiOh/AAA=",
  animatedGif28:
    "R0lGODlhHAAcAPf/MU7D2Z6N//Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4/Jt4wD/ACH/C05FVFNDQVBFMi4wAwEAAAAh+QQFCgADACwAAAAAHAAcAIFOw9mejf/ybeMA/wAIMAABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatzIsaPHjyBDihxJsqTJkwQDAgAh+QQFCgD/ACwAAAAAHAAcAAAIMAADCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatzIsaPHjyBDihxJsqTJkwQDAgAh+QQFCgD/ACwAAAAAHAAcAAAIMAAFCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatzIsaPHjyBDihxJsqTJkwQDAgA7",
  animatedPng28:
    "iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAIAAAD9b0jDAAAACXBIWXMAAAABAAAAAQBPJcTWAAAACGFjVEwAAAACAAAAAYSKo+YAAAAaZmNUTAAAAAAAAAAcAAAAHAAAAAAAAAAAAAEACgAAxnp2pgAAACVJREFUeJxj+MvAQHVEfRNHDR01dNTQUUNHDR01dNTQUUMHpaEAjjcG/jjOptcAAAAaZmNUTAAAAAEAAAABAAAAAQAAAAAAAAAAAAEACgAAwQzaBAAAABBmZEFUAAAAAnicY/jLwAAAAvsA/m5zzDQAAAAASUVORK5CYII=",
} as const;

export type EmoteSample = keyof typeof ENCODED;

export const emoteSample = (name: EmoteSample): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(ENCODED[name]), (character) => character.charCodeAt(0));

/** A GIF of two colours: each frame is one pixel in the corner, but for the first, which is the whole picture. */
export function gifOf(width: number, height: number, frames: number): Uint8Array<ArrayBuffer> {
  const u16 = (value: number): readonly number[] => [value & 0xff, value >> 8];
  const text = (value: string): readonly number[] => [...value].map((character) => character.charCodeAt(0));
  const bytes = [...text("GIF89a"), ...u16(width), ...u16(height), 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
  for (let frame = 0; frame < frames; frame++) {
    const size = frame === 0 ? [...u16(width), ...u16(height)] : [...u16(1), ...u16(1)];
    // Graphic control: 100 ms. Then the frame; its pixels are clear, colour 0, end.
    bytes.push(0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, ...size, 0, 2, 2, 0x44, 0x01, 0);
  }
  return new Uint8Array([...bytes, 0x3b]);
}

/** The smallest that is a whole JPEG to us: its markers, and a scan of one byte. */
export function jpegOf(width: number, height: number, scanned = 0x12): Uint8Array<ArrayBuffer> {
  const frame = [0xff, 0xc0, 0, 11, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0];
  return new Uint8Array([0xff, 0xd8, ...frame, ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, scanned, 0xff, 0xd9]]);
}
