"""The weekly audit: twenty random comments that people judge, and what it tells of the reader."""
