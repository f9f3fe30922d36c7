"""The form registry 表单台账: what departments ask the grids to fill, on what ground, until when, and how much of it is known already."""
