"""What is true of answers whoever asks: what belongs into one, when it holds, who may put it in force."""
