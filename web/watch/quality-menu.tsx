/** The quality menu: Auto and what it chose, the rungs from best to least, the sound alone. */
import { bitrateText } from "../format.ts";
import { strings } from "../strings.ts";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import type { Quality } from "./player/engine.ts";
import type { Player } from "./player/player.ts";
import type { PlayerView } from "./player/player-view.ts";

/** `1080p60`, `720p`; by bitrate where the playlist names no height. */
export function qualityName(quality: Quality): string {
  if (quality.height === 0) return bitrateText(quality.bitrate);
  // 30 frames and fewer are not worth a word.
  const frames = quality.frameRate > 31 ? String(Math.round(quality.frameRate)) : "";
  return `${quality.height}p${frames}`;
}

export type QualityMenuProps = {
  readonly player: Player;
  readonly view: PlayerView;
  readonly onOpenChange: (open: boolean) => void;
};

export function QualityMenu({ player, view, onOpenChange }: QualityMenuProps) {
  const { controls } = strings;
  const { qualities, quality, choice } = view;
  const auto: MenuItem = {
    label: controls.auto,
    detail: choice === "auto" && quality !== null ? controls.autoChose(qualityName(quality)) : undefined,
    checked: choice === "auto",
    onSelect: () => player.choose("auto"),
  };
  const rungs = [...qualities]
    .sort((a, b) => b.height - a.height || b.bitrate - a.bitrate)
    .map((rung) => ({
      label: qualityName(rung),
      detail: bitrateText(rung.bitrate),
      checked: choice === rung.id,
      onSelect: () => player.choose(rung.id),
    }));
  const sound: MenuItem[] = view.hasAudioOnly
    ? [{ label: controls.audioOnly, checked: choice === "audio", onSelect: () => player.choose("audio") }]
    : [];
  return (
    <Menu
      icon="settings"
      label={controls.quality}
      variant="video"
      side="top"
      align="end"
      sections={[{ label: controls.quality, items: [auto, ...rungs, ...sound] }]}
      onOpenChange={onOpenChange}
    />
  );
}
