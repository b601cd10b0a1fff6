-- EventSub subscriptions; and how followers hear that a channel is live. Times are milliseconds since the Unix epoch.
CREATE TABLE eventsub_subscriptions (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  -- Whose token made it; null when a program did for itself.
  user_id INTEGER,
  type TEXT NOT NULL,
  version TEXT NOT NULL,
  -- Whose events: the channel that the condition names.
  channel_id INTEGER NOT NULL,
  -- Who reads them, when the condition names somebody: its moderator or user.
  reader_id INTEGER,
  -- JSON, keys in alphabetical order.
  condition TEXT NOT NULL,
  -- 'websocket' or 'webhook'; the target is the session's id or the callback's address.
  method TEXT NOT NULL,
  target TEXT NOT NULL,
  -- What deliveries to a callback are signed with; null for a session.
  secret TEXT,
  -- When the session began; null for a callback.
  connected_at INTEGER,
  status TEXT NOT NULL,
  cost INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  -- Deliveries that were given up, one after the other.
  failures INTEGER NOT NULL DEFAULT 0,
  -- When it stopped being delivered to; null while it is.
  ended_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX eventsub_subscriptions_once ON eventsub_subscriptions (client_id, type, version, condition, target)
  WHERE ended_at IS NULL;
CREATE INDEX eventsub_subscriptions_by_event ON eventsub_subscriptions (channel_id, type, id) WHERE ended_at IS NULL;
CREATE INDEX eventsub_subscriptions_by_target ON eventsub_subscriptions (target, id) WHERE ended_at IS NULL;
CREATE INDEX eventsub_subscriptions_by_reader ON eventsub_subscriptions (reader_id, channel_id) WHERE ended_at IS NULL;
CREATE INDEX eventsub_subscriptions_by_user ON eventsub_subscriptions (user_id, client_id) WHERE ended_at IS NULL;
CREATE INDEX eventsub_subscriptions_counted ON eventsub_subscriptions (client_id, method, user_id, target, cost)
  WHERE ended_at IS NULL;
CREATE INDEX eventsub_subscriptions_by_client ON eventsub_subscriptions (client_id, created_at, id);
CREATE INDEX eventsub_subscriptions_by_end ON eventsub_subscriptions (ended_at) WHERE ended_at IS NOT NULL;

-- Deliveries that were given up, for the operator; the newest are kept.
CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL
);

CREATE TABLE notice_settings (
  user_id INTEGER PRIMARY KEY,
  push INTEGER NOT NULL,
  mail INTEGER NOT NULL,
  -- Minutes of the day in the time zone between which nothing is sent; both null for none.
  quiet_from INTEGER,
  quiet_until INTEGER,
  time_zone TEXT NOT NULL
);

-- Channels of which a follower does not want to hear.
CREATE TABLE notice_mutes (
  user_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id)
) WITHOUT ROWID;

-- Browsers that take pushes; the id is SHA-256 of the endpoint, hexadecimal.
CREATE TABLE push_subscriptions (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id, created_at);

-- Broadcasts whose followers are told, in chunks of followers by id: a row for each chunk that is through.
CREATE TABLE announcements (
  broadcast_id TEXT PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  started_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX announcements_by_start ON announcements (started_at);
CREATE TABLE announcement_chunks (
  broadcast_id TEXT NOT NULL,
  -- The chunk holds followers with higher ids.
  after_id INTEGER NOT NULL,
  PRIMARY KEY (broadcast_id, after_id)
) WITHOUT ROWID;

-- What a follower is told, once for each broadcast.
CREATE TABLE notices (
  broadcast_id TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (broadcast_id, user_id)
) WITHOUT ROWID;
CREATE INDEX notices_by_user ON notices (user_id, at);

-- What was sent of a broadcast, to a browser (its id) or by mail (`mail` and the user's id): a row is taken before, so that nothing goes twice.
CREATE TABLE notice_sends (
  broadcast_id TEXT NOT NULL,
  way TEXT NOT NULL,
  PRIMARY KEY (broadcast_id, way)
) WITHOUT ROWID;
