"""What campaigns are and may become: plain values only."""
