"""The pages of who works where: look, ask in, confirm each term, end, and agree as the second."""
