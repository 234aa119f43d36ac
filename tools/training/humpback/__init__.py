"""Training, export and evaluation of the humpback song detector."""
