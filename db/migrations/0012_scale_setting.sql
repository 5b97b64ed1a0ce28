-- The scale that the desk judges by is one of its settings, kept like the others. What
-- was chosen before says in the history when and by whom; it counts as one change of
-- the settings where nobody had changed any.

INSERT INTO desk_settings (key, value, version, updated_at, updated_by)
SELECT 'scale', json_quote(CAST(value AS TEXT) ->> 'scale'), coalesce((SELECT max(version) FROM desk_settings), 2),
    coalesce(chosen.at, ''), coalesce(chosen.actor, '')
FROM settings LEFT JOIN events AS chosen
    ON chosen.seq = (SELECT max(seq) FROM events WHERE object = 'desk' AND action = 'scale.chosen')
WHERE name = 'scale';

DELETE FROM settings WHERE name = 'scale';
