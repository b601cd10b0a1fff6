-- When the stills that are there were stored: the newest, and the one before it, which pages that are open may still name. Milliseconds since the
-- Unix epoch; null: there is none. A recording keeps the newest of its broadcast.
ALTER TABLE live_channels ADD COLUMN still INTEGER;
ALTER TABLE live_channels ADD COLUMN still_before INTEGER;
ALTER TABLE vods ADD COLUMN still INTEGER;
