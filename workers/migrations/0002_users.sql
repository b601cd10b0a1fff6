-- Users, their access tokens and their sessions. A channel belongs to the user of the same id; users without a channel take ids of the same
-- sequence. Times are milliseconds since the Unix epoch; `hash` is SHA-256 of the secret, hexadecimal.
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  -- #RRGGBB, or null while none was chosen.
  colour TEXT,
  -- 1: works for the operator, and may moderate everywhere.
  staff INTEGER NOT NULL DEFAULT 0,
  -- 1: took the name by itself and holds it by nothing but a session's cookie.
  guest INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
);
INSERT INTO users (id, login, display_name, created_at)
  SELECT id, login, substr(display_name, 1, 25), created_at FROM channels;

CREATE TABLE access_tokens (
  hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  client_id TEXT NOT NULL,
  -- Names with a space between.
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX access_tokens_by_user ON access_tokens (user_id);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);

CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);
