"""Every answer: the list that is searched and filtered, and the story of a single one."""
