"""The pages about visits and checklists."""
