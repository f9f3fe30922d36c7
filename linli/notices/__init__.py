"""What the house tells a person: in-app notices."""
