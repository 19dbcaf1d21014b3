"""How many of the children whom nobody recorded are asked about, and how many others."""
