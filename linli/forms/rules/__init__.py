"""What is true of forms whoever asks: their life, their periods, what their questions mean."""
