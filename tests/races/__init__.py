"""Real threads and connections against one another, each beside a control that shows the race."""
