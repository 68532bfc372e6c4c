"""Speed as ratios to a reference measured in the same run: `make bench` runs every module here."""
