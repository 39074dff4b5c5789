"""What is learned from recorded material and shipped as data files."""
