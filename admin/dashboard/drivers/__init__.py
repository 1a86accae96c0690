"""What drives overall satisfaction: which stage matters how much, and what to do first."""
