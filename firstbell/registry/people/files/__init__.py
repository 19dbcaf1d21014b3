"""How a roll is written down by others: the CSV of the contract and the Common Transfer File."""
