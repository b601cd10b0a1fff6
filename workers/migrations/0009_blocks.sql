-- Whose chat messages somebody does not want to see. Times are milliseconds since the Unix epoch.
CREATE TABLE user_blocks (
  user_id INTEGER NOT NULL REFERENCES users (id),
  blocked_id INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, blocked_id)
) WITHOUT ROWID;
CREATE INDEX user_blocks_by_time ON user_blocks (user_id, created_at DESC, blocked_id);
CREATE INDEX user_blocks_by_blocked ON user_blocks (blocked_id);
