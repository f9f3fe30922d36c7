"""What a phone may send, in which order, and what becomes of it: plain values only."""
