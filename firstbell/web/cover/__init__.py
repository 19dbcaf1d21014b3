"""The pages of holiday cover: a school names who covers which days, the hub sees every school."""
