"""What everything together shows: reads every room below, and writes summaries of its own only."""
