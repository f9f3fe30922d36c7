"""What an exchange with the district is made of; pure."""
