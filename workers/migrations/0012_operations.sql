-- What the timed chores go by (workers/scheduled/), and the titles of recordings for search. Times are milliseconds since the Unix epoch.

-- When the channel's object was last asked whether the broadcast is still on.
ALTER TABLE live_channels ADD COLUMN checked_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX live_channels_by_check ON live_channels (checked_at);

CREATE INDEX dead_letters_by_time ON dead_letters (at);

-- Callbacks that nobody asked to prove themselves yet.
CREATE INDEX eventsub_subscriptions_pending ON eventsub_subscriptions (created_at)
  WHERE status = 'webhook_callback_verification_pending' AND ended_at IS NULL;

-- The newest recordings of all channels.
CREATE INDEX vods_by_start ON vods (started_at DESC, id);

-- The number of a recording is its row here.
CREATE VIRTUAL TABLE vod_titles USING fts5 (title, tokenize = 'trigram');
INSERT INTO vod_titles (rowid, title) SELECT CAST(id AS INTEGER), title FROM vods;

CREATE TRIGGER vods_made AFTER INSERT ON vods BEGIN
  INSERT INTO vod_titles (rowid, title) VALUES (CAST(NEW.id AS INTEGER), NEW.title);
END;
CREATE TRIGGER vods_retitled AFTER UPDATE OF title ON vods BEGIN
  UPDATE vod_titles SET title = NEW.title WHERE rowid = CAST(NEW.id AS INTEGER);
END;
CREATE TRIGGER vods_gone AFTER DELETE ON vods BEGIN
  DELETE FROM vod_titles WHERE rowid = CAST(OLD.id AS INTEGER);
END;
