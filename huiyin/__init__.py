"""The composition root: settings, app, schedule, command line and mail; imported by none."""
