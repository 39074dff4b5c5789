"""What hotpapers costs, as ratios to a stated reference in the same run."""
