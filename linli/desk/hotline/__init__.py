"""The pages of the exchange with the district."""
