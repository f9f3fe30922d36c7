"""What the organisation allows: plain values only."""
