"""The pages about campaigns: how far each is and why, and the work on its targets."""
