"""Who is this, and what may they see: sign-in, sessions, roles and the one door to a shop."""
