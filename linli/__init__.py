"""Linli 邻里: software for grid-based neighbourhood governance in Chinese subdistricts."""
