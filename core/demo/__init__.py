"""Generated data for the three demo prefectures: plausible, reproducible from a seed, and marked as generated."""
