"""The page of alerts: control charts, what lies outside them, and the baselines people freeze."""
