/** What somebody may do in a room, by what the room says of them. The room decides; this is for what a page offers. Pure. */
import type { Self } from "#protocol/chat/frames.ts";

/** May delete, time out and ban here. */
export const mayModerate = (self: Self | null): boolean =>
  self !== null && (self.staff || self.role === "broadcaster" || self.role === "moderator");

/** May make moderators and VIPs here. */
export const mayAppoint = (self: Self | null): boolean => self !== null && (self.staff || self.role === "broadcaster");
