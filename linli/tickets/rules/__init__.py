"""What a ticket may do: plain values only."""
