-- When a channel means to be live. Times are milliseconds since the Unix epoch; a time zone is a name of the IANA database.
CREATE TABLE schedule_segments (
  id TEXT PRIMARY KEY,
  channel_id INTEGER NOT NULL REFERENCES channels (id),
  -- Of its first broadcast, when it repeats.
  starts_at INTEGER NOT NULL,
  -- Whose wall clock the later ones follow.
  time_zone TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  title TEXT NOT NULL,
  -- A category's id; categories are never deleted.
  category_id INTEGER,
  -- 1: every week; 0: once.
  weekly INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX schedule_segments_by_channel ON schedule_segments (channel_id, starts_at, id);

-- Broadcasts of a segment that do not take place: it has one a week at most.
CREATE TABLE schedule_cancellations (
  segment_id TEXT NOT NULL REFERENCES schedule_segments (id) ON DELETE CASCADE,
  -- ISO 8601, by the date on the segment's wall clock: 2026-W05.
  week TEXT NOT NULL,
  PRIMARY KEY (segment_id, week)
) WITHOUT ROWID;

-- A span in which nothing of the schedule takes place.
CREATE TABLE schedule_vacations (
  channel_id INTEGER PRIMARY KEY REFERENCES channels (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  time_zone TEXT NOT NULL
);
