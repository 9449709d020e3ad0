-- In which roles the second person of an act stood there; an empty list where there was none, and in lines from before this was kept.
ALTER TABLE audit ADD COLUMN second_roles TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(second_roles));
