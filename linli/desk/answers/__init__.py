"""The pages of the answer base."""
