-- Who moderates which channel, so that a person's channels can be listed. Written by the rooms, which decide it.
CREATE TABLE moderators (
  user_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id)
) WITHOUT ROWID;
CREATE INDEX moderators_by_channel ON moderators (channel_id);
