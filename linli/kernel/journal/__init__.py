"""The journal: who did what when, in chains that show it when anybody changes them afterwards."""
