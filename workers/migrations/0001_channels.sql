-- Channels, who is live, and recordings. Ids of channels begin at 1001; a recording has the id of its broadcast.
CREATE TABLE channels (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  stream_key_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
);

CREATE TABLE live_channels (
  channel_id INTEGER PRIMARY KEY REFERENCES channels (id),
  broadcast_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  viewers INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX live_channels_by_viewers ON live_channels (viewers DESC, channel_id);

CREATE TABLE vods (
  id TEXT PRIMARY KEY,
  channel_id INTEGER NOT NULL REFERENCES channels (id),
  title TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  duration REAL NOT NULL
);
CREATE INDEX vods_by_channel ON vods (channel_id, started_at DESC);
