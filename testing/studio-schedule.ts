/** A channel's schedule as a played site keeps it: in memory. Its weeks are numbered from the first broadcast on, and no clocks change. */
import * as v from "valibot";
import {
  changeSegmentSchema,
  newSegmentSchema,
  type Planned,
  type Schedule,
  type Segment,
  type Vacation,
  vacationSchema,
} from "#protocol/channel/schedule.ts";
import { DAY_MS } from "#protocol/time-zone.ts";

/** Weeks of a series that are named. */
const WEEKS = 20;

type Known = Omit<Segment, "id" | "category">;

export class StudioSchedule {
  #segments: Segment[] = [];
  #vacation: Vacation | null = null;
  readonly #cancelled = new Set<string>();

  plan({ startAt, timeZone, minutes, title, weekly }: Known): Segment {
    const made = { id: crypto.randomUUID(), startAt, timeZone, minutes, title, category: null, weekly };
    this.#segments = [...this.#segments, made];
    return made;
  }

  /** `rest` is what follows `/schedule` in the address. */
  answer(method: string, rest: string, body: unknown): Schedule {
    const [, kind, id = "", , week = ""] = rest.split("/");
    if (kind === "vacation") this.#vacation = method === "DELETE" ? null : v.parse(vacationSchema, body);
    else if (week !== "" && method === "PUT") this.#cancelled.add(`${id} ${week}`);
    else if (week !== "") this.#cancelled.delete(`${id} ${week}`);
    else if (method === "POST") this.plan(v.parse(newSegmentSchema, body));
    else if (method === "DELETE") this.#segments = this.#segments.filter((segment) => segment.id !== id);
    else if (method === "PATCH") this.#change(id, body);
    const upcoming = this.#segments.flatMap((segment) => this.#planned(segment));
    return {
      segments: this.#segments,
      upcoming: upcoming.toSorted((one, other) => one.startAt - other.startAt),
      vacation: this.#vacation,
    };
  }

  #change(id: string, body: unknown): void {
    const { minutes, title } = v.parse(changeSegmentSchema, body);
    this.#segments = this.#segments.map((segment) =>
      segment.id === id ? { ...segment, minutes: minutes ?? segment.minutes, title: title ?? segment.title } : segment,
    );
  }

  #planned({ id: segment, startAt: first, minutes, title, category, weekly }: Segment): readonly Planned[] {
    const away = this.#vacation;
    return Array.from({ length: weekly ? WEEKS : 1 }, (_, at) => {
      const startAt = first + 7 * at * DAY_MS;
      const week = `2026-W${String(at + 1).padStart(2, "0")}`;
      const isAway = away !== null && startAt >= away.startAt && startAt < away.endAt;
      const standing = this.#cancelled.has(`${segment} ${week}`) ? "cancelled" : isAway ? "vacation" : "planned";
      return { segment, week, startAt, endAt: startAt + minutes * 60_000, title, category, weekly, standing };
    });
  }
}
