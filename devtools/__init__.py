"""What `./dev` runs: the environment, the demo, the tests and the measurements of this repository."""
