"""The shop's log: who took what out, and who decided what for everybody."""
