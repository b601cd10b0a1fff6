-- Which chat rooms hold something about whom, and what is still to be taken out of them for accounts that were deleted. Days are counted from
-- 1970-01-01 UTC; times are milliseconds since the Unix epoch.

-- Who was in a room, from which day to which. Written by rooms, once a day for each person.
CREATE TABLE chatters (
  user_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id)
) WITHOUT ROWID;
CREATE INDEX chatters_by_channel ON chatters (channel_id);

-- Deleted accounts that a room is still to forget.
CREATE TABLE forgets (
  user_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  -- As in `chatters`; null: the room never heard the person, and its recordings have nothing of them.
  first_day INTEGER,
  last_day INTEGER,
  -- How far it is, as JSON (workers/accounts/forget-step.ts); empty: not begun.
  step TEXT NOT NULL DEFAULT '',
  -- Not before.
  after INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, channel_id)
) WITHOUT ROWID;
CREATE INDEX forgets_by_time ON forgets (after);

-- A room tells who was there some time later: of an account that was deleted meanwhile it is asked to forget that too.
CREATE TRIGGER chatters_of_deleted AFTER INSERT ON chatters
WHEN EXISTS (SELECT 1 FROM users WHERE id = NEW.user_id AND deleted_at IS NOT NULL) BEGIN
  INSERT INTO forgets (user_id, channel_id, first_day, last_day) VALUES (NEW.user_id, NEW.channel_id, NEW.first_day, NEW.last_day)
    ON CONFLICT (user_id, channel_id) DO UPDATE SET step = '', after = 0,
      first_day = min(coalesce(first_day, excluded.first_day), excluded.first_day),
      last_day = max(coalesce(last_day, excluded.last_day), excluded.last_day);
  DELETE FROM chatters WHERE user_id = NEW.user_id AND channel_id = NEW.channel_id;
END;
