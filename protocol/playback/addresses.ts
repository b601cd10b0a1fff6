/**
 * The names of playlists, initialisation sections, segments and parts in URLs. Relative within a playlist's folder, the same for
 * every viewer, with the broadcast's id in the path so that a name's bytes never change.
 *
 * /live/<login>/master.m3u8                                 multivariant playlist
 * /live/<login>/<broadcastId>/<rendition>/media.m3u8        media playlist
 * /live/<login>/<broadcastId>/<rendition>/init-<n>.mp4      initialisation section
 * /live/<login>/<broadcastId>/<rendition>/<msn>.m4s         segment
 * /live/<login>/<broadcastId>/<rendition>/<msn>.<part>.m4s  part
 * /vods/<id>/...                                            the same below /vods/<id>/<rendition>/, without parts
 */

export const MASTER_NAME = "master.m3u8";
export const MEDIA_NAME = "media.m3u8";

export const initName = (version: number): string => `init-${version}.mp4`;
export const segmentName = (msn: number): string => `${msn}.m4s`;
export const partName = (msn: number, part: number): string => `${msn}.${part}.m4s`;

export type MediaFile =
  | { readonly kind: "init"; readonly version: number }
  | { readonly kind: "segment"; readonly msn: number }
  | { readonly kind: "part"; readonly msn: number; readonly part: number };

/** Reads a file name of a rendition's folder; null when it is none. Only the canonical spelling of a number is read. */
export function parseMediaFile(name: string): MediaFile | null {
  const init = /^init-(0|[1-9][0-9]{0,8})\.mp4$/.exec(name);
  if (init !== null) return { kind: "init", version: Number(init[1]) };
  const media = /^(0|[1-9][0-9]{0,8})(?:\.(0|[1-9][0-9]{0,3}))?\.m4s$/.exec(name);
  if (media === null) return null;
  const msn = Number(media[1]);
  return media[2] === undefined ? { kind: "segment", msn } : { kind: "part", msn, part: Number(media[2]) };
}
