"""What places are and may become: plain values only."""
