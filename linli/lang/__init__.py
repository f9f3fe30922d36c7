"""Chinese text, without Django and without a database: plain values in, plain values out."""
